import { useId } from "preact/hooks";
import type { Requirements } from "../api/types";
import { and } from "../format";
import { words } from "../words";

export const REQUIREMENTS = ["prompts", "waivers", "forms"] as const;
type Part = (typeof REQUIREMENTS)[number];

/** How many of each there are: a requirement is a number, or names. */
export function countOf(value: Requirements[Part]): number {
  return Array.isArray(value) ? value.length : (value ?? 0);
}

/** `2` or the names, as they are shown. */
export function shownAs(value: Requirements[Part]): string {
  if (Array.isArray(value)) return value.length ? and(value) : "0";
  return String(value ?? 0);
}

/** A number, or names separated by commas, as they are typed. */
export function typedAs(value: Requirements[Part]): string {
  return Array.isArray(value) ? value.join(", ") : value ? String(value) : "";
}

export function readTyped(text: string): number | string[] {
  const trimmed = text.trim();
  if (/^\d{1,3}$/.test(trimmed)) return Math.min(100, Number(trimmed));
  return trimmed
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

/** What the holder still has to do: a number or names of each. */
export function RequirementInputs({
  typed,
  onChange,
}: {
  typed: Readonly<Record<Part, string>>;
  onChange: (typed: Readonly<Record<Part, string>>) => void;
}) {
  const id = useId();
  return (
    <fieldset class="field" aria-describedby={`${id}-hint`}>
      <legend class="label">{words.permits.requirements}</legend>
      <p class="hint" id={`${id}-hint`}>
        {words.permits.requirementsHint}
      </p>
      <div class="requirement-inputs">
        {REQUIREMENTS.map((part) => (
          <label key={part} class="field">
            <span>{words.permits[part]}</span>
            <input
              value={typed[part]}
              placeholder={words.permits.requirementExample}
              onInput={(event) => onChange({ ...typed, [part]: event.currentTarget.value })}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
