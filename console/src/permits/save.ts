import { answerOf, Refused } from "../api/answer";
import type { Api } from "../api/client";
import type { Intent } from "../api/intent";
import type { Receipt, Requirements, SavedPermit, Task } from "../api/types";
import { type DraftRow, inputOf, placeOf, type RowProblems } from "./rows";

/** What was done at once, or the task that does it behind the page. */
export type Done<T> = { readonly now: T } | { readonly task: Task };

export interface Saving {
  readonly permit: string;
  readonly holder: string;
  readonly rows: readonly DraftRow[];
  readonly upload: string | null;
  readonly requirements: Requirements;
  readonly onConflict: "error" | "warn";
}

/** Save reservations of a permit. */
export async function savePermit(
  api: Api,
  saving: Saving,
  intent: Intent,
): Promise<Done<SavedPermit>> {
  const body = {
    holder: saving.holder.trim(),
    requirements: saving.requirements,
    on_conflict: saving.onConflict,
    ...(saving.upload ? { upload_id: saving.upload } : { reservations: saving.rows.map(inputOf) }),
  };
  const answer = await api.PUT("/v1/permits/{permit}", {
    params: { path: { permit: saving.permit }, header: intent.keyFor([saving.permit, body]) },
    body: body as never,
  });
  return doneOf<SavedPermit>(answer, intent);
}

/** Bill out reservations of a permit: these, or all that are not billed. */
export async function billOut(
  api: Api,
  permit: string,
  reservations: readonly string[] | null,
  intent: Intent,
): Promise<Done<Receipt>> {
  const answer = await api.POST("/v1/permits/{permit}/billout", {
    params: { path: { permit }, header: intent.keyFor([permit, reservations]) },
    body: reservations ? { reservations: [...reservations] } : {},
  });
  return doneOf<Receipt>(answer, intent);
}

function doneOf<T extends object>(
  answer: { data?: T | Task; error?: unknown; response: Response },
  intent: Intent,
): Done<T> {
  const body = answerOf(answer);
  intent.settle();
  return answer.response.status === 202 ? { task: body as Task } : { now: body as T };
}

/** What the API says is wrong, row by row; what belongs to no row is left as it is. */
export function rowRefusals(
  error: unknown,
  rows: readonly DraftRow[],
): { rows: Record<string, RowProblems>; rest: unknown } {
  const found: Record<string, RowProblems> = {};
  if (!(error instanceof Refused) || !error.fields.length) return { rows: found, rest: error };
  let placed = 0;
  for (const { field, message } of error.fields) {
    const place = placeOf(field);
    const row = place && rows[place.row];
    if (!row) continue;
    found[row.key] = { ...found[row.key], [place.field]: message };
    placed += 1;
  }
  return { rows: found, rest: placed === error.fields.length ? null : error };
}
