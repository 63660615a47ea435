import { useSignal } from "@preact/signals";
import { useId, useMemo, useRef } from "preact/hooks";
import { Intent } from "../api/intent";
import type { Permit, SavedPermit, Task } from "../api/types";
import { Button } from "../design/button";
import { FieldFrame, focusFirstProblem } from "../design/field";
import { Callout, ErrorCallout } from "../design/messages";
import { useDraft } from "../launch/draft";
import { FileInput, type Uploaded } from "../launch/file_input";
import { Picker } from "../launch/picker";
import { useServices } from "../services";
import { words } from "../words";
import { DraftRows } from "./draft_rows";
import { RequirementInputs, readTyped, typedAs } from "./requirements";
import { type DraftRow, type RowProblems, rowProblems } from "./rows";
import { rowRefusals, savePermit } from "./save";

const say = words.permits;

interface Typed {
  readonly permit: string;
  readonly holder: string;
  readonly rows: readonly DraftRow[];
  readonly file: Uploaded | null;
  readonly from: "hand" | "file";
  readonly requirements: { prompts: string; waivers: string; forms: string };
  readonly onConflict: "error" | "warn";
}

const NUMBER = /^[A-Za-z0-9](?:[A-Za-z0-9 ._:-]{0,62}[A-Za-z0-9._:-])?$/;

/** Adds reservations to a permit, or makes a new one. */
export function SaveForm({
  permit,
  suggested = "",
  onSaved,
}: {
  /** Null for a new one. */
  permit: Permit | null;
  suggested?: string;
  onSaved: (id: string, saved: SavedPermit | null, task: Task | null) => void;
}) {
  const { api } = useServices();
  const form = useRef<HTMLFormElement>(null);
  const intent = useMemo(() => new Intent(), []);
  const start = useMemo(() => startOf(permit, suggested), [permit, suggested]);
  const draft = useDraft<Typed>(`permit.${permit?.id ?? "new"}`, start);
  const rowsWrong = useSignal<Readonly<Record<string, RowProblems>>>({});
  const wrong = useSignal<Readonly<Record<string, string>>>({});
  const failure = useSignal<unknown>(null);
  const busy = useSignal(false);
  const mode = useId();
  const typed = draft.value.value;
  const change = (some: Partial<Typed>) => {
    draft.value.value = { ...typed, ...some };
  };
  const valid = (): boolean => {
    const rows = typed.from === "hand" ? typed.rows : [];
    const found = rows.map((row) => [row.key, rowProblems(row)] as const);
    rowsWrong.value = Object.fromEntries(found.filter(([, one]) => Object.keys(one).length));
    wrong.value = problemsOf(typed, permit, start);
    failure.value = null;
    const fine = !Object.keys(rowsWrong.value).length && !Object.keys(wrong.value).length;
    if (!fine) focusFirstProblem(form.current);
    return fine;
  };
  const save = async () => {
    if (busy.value || !valid()) return;
    busy.value = true;
    const id = permit?.id ?? typed.permit.trim();
    const { prompts, waivers, forms } = typed.requirements;
    const requirements = {
      prompts: readTyped(prompts),
      waivers: readTyped(waivers),
      forms: readTyped(forms),
    };
    try {
      const upload = typed.from === "file" ? (typed.file?.id ?? null) : null;
      const saving = { ...typed, permit: id, upload, requirements };
      const done = await savePermit(api, saving, intent);
      draft.discard(start);
      if ("task" in done) onSaved(id, null, done.task);
      else onSaved(id, done.now, null);
    } catch (error) {
      const said = rowRefusals(error, typed.rows);
      rowsWrong.value = said.rows;
      failure.value = said.rest;
      focusFirstProblem(form.current);
    }
    busy.value = false;
  };
  return (
    <form
      ref={form}
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {!permit && (
        <div class="form">
          <FieldFrame id="permit-number" label={say.number} problem={wrong.value.permit} required>
            {(wired) => (
              <input
                {...wired}
                maxLength={64}
                value={typed.permit}
                onInput={(event) => change({ permit: event.currentTarget.value })}
              />
            )}
          </FieldFrame>
          <FieldFrame
            id="permit-holder"
            label={say.holder}
            hint={say.holderHint}
            problem={wrong.value.holder}
            required
          >
            {(wired) => (
              <Picker
                names="holders"
                value={typed.holder}
                onInput={(holder) => change({ holder })}
                onPick={(holder) => change({ holder })}
                wired={wired}
              />
            )}
          </FieldFrame>
        </div>
      )}
      <fieldset class="segmented">
        <legend class="unseen">{say.addRow}</legend>
        {(["hand", "file"] as const).map((from) => (
          <label key={from}>
            <input
              type="radio"
              name={mode}
              checked={typed.from === from}
              onChange={() => change({ from })}
            />
            <span>{from === "hand" ? say.byHand : say.addFile}</span>
          </label>
        ))}
      </fieldset>
      {typed.from === "hand" ? (
        <DraftRows
          rows={typed.rows}
          problems={rowsWrong.value}
          onChange={(rows) => change({ rows })}
        />
      ) : (
        <FieldFrame
          id="permit-file"
          label={say.addFile}
          hint={say.csvHint}
          problem={wrong.value.file}
        >
          {(wired) => (
            <FileInput value={typed.file} onChange={(file) => change({ file })} wired={wired} />
          )}
        </FieldFrame>
      )}
      <div class="form">
        <FieldFrame id="permit-conflict" label={say.onConflict}>
          {(wired) => (
            <select
              {...wired}
              value={typed.onConflict}
              onChange={(event) =>
                change({ onConflict: event.currentTarget.value === "warn" ? "warn" : "error" })
              }
            >
              <option value="error">{say.conflictError}</option>
              <option value="warn">{say.conflictWarn}</option>
            </select>
          )}
        </FieldFrame>
        <RequirementInputs
          typed={typed.requirements}
          onChange={(requirements) => change({ requirements })}
        />
      </div>
      {wrong.value.nothing && <Callout tone="error">{wrong.value.nothing}</Callout>}
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      <div class="inline">
        <Button type="submit" look="primary" busy={busy.value}>
          {busy.value ? say.saving : say.save}
        </Button>
        {typed !== start && typed.rows.length > 0 && (
          <>
            <Button look="quiet" onClick={() => draft.discard(start)}>
              {say.discard}
            </Button>
            <span class="muted">{say.unsaved(typed.rows.length)}</span>
          </>
        )}
      </div>
    </form>
  );
}

function startOf(permit: Permit | null, suggested: string): Typed {
  const { prompts, waivers, forms } = permit?.requirements ?? {};
  return {
    permit: suggested,
    holder: permit?.holder ?? "",
    rows: [],
    file: null,
    from: "hand",
    requirements: {
      prompts: typedAs(prompts),
      waivers: typedAs(waivers),
      forms: typedAs(forms),
    },
    onConflict: "error",
  };
}

function problemsOf(typed: Typed, permit: Permit | null, start: Typed): Record<string, string> {
  const found: Record<string, string> = {};
  if (!permit && !NUMBER.test(typed.permit.trim())) {
    found.permit = words.fieldErrors.pattern("606405");
  }
  if (!permit && !typed.holder.trim()) found.holder = words.fieldErrors.required;
  if (typed.from === "file" && !typed.file) found.file = words.fieldErrors.file;
  const same = JSON.stringify(typed.requirements) === JSON.stringify(start.requirements);
  if (typed.from === "hand" && !typed.rows.length && (same || !permit)) {
    found.nothing = say.nothingToSave;
  }
  return found;
}
