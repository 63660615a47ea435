import type { ComponentChildren } from "preact";
import { words } from "../words";
import { Icon } from "./icon";

/** What an input needs to belong to its label, its hint and its problem. */
export interface Wired {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
  readonly "aria-required": boolean | undefined;
}

/** A label, an input, a hint and what is wrong with it. */
export function FieldFrame({
  id,
  label,
  hint,
  problem,
  required = false,
  optional = false,
  short = false,
  children,
}: {
  id: string;
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  required?: boolean;
  /** Say so, where most fields are required. */
  optional?: boolean;
  short?: boolean;
  children: (wired: Wired) => ComponentChildren;
}) {
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div class={short ? "field short" : "field"}>
      <label class="label" for={id}>
        {label} {optional && <span class="muted">({words.launch.optional})</span>}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": problem ? true : undefined,
        "aria-required": required || undefined,
      })}
      <FieldProblem id={id} problem={problem} />
    </div>
  );
}

/** What is wrong with a field, below it. */
export function FieldProblem({ id, problem }: { id: string; problem: string | undefined }) {
  if (!problem) return null;
  return (
    <p class="field-error" id={`${id}-problem`}>
      <Icon name="warning" />
      {problem}
    </p>
  );
}

/** Put the focus on the first field with a problem, and it into sight. */
export function focusFirstProblem(form: HTMLElement | null): void {
  requestAnimationFrame(() => {
    const first = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    first?.closest("details")?.setAttribute("open", "");
    first?.focus();
  });
}
