import { FieldFrame } from "../design/field";
import { words } from "../words";

const say = words.autopilot;
/** As the API allows. */
export const LEAST_HOURS = 1;
export const MOST_HOURS = 168;
const USUAL = "24";

/**
 * Whether a workflow previews first, and how long it waits then.
 * @param hours As it was typed; null for one that runs at its moment.
 */
export function PreviewInput({
  hours,
  problem,
  onChange,
}: {
  hours: string | null;
  problem: string | undefined;
  onChange: (hours: string | null) => void;
}) {
  return (
    <>
      <div class="field">
        <label class="check">
          <input
            type="checkbox"
            aria-describedby="workflow-preview-hint"
            checked={hours !== null}
            onChange={(event) => onChange(event.currentTarget.checked ? USUAL : null)}
          />
          <span class="label">{say.previews}</span>
        </label>
        <p class="hint" id="workflow-preview-hint">
          {say.previewsHint}
        </p>
      </div>
      {hours !== null && (
        <FieldFrame
          id="workflow-wait"
          label={say.waitHours}
          hint={say.waitHint}
          problem={problem}
          required
          short
        >
          {(wired) => (
            <input
              {...wired}
              type="number"
              inputMode="numeric"
              min={LEAST_HOURS}
              max={MOST_HOURS}
              value={hours}
              onInput={(event) => onChange(event.currentTarget.value)}
            />
          )}
        </FieldFrame>
      )}
    </>
  );
}

/** What is wrong with the hours that were typed, if something is. */
export function hoursProblem(hours: string | null): string | null {
  if (hours === null) return null;
  const typed = hours.trim();
  if (!typed) return words.fieldErrors.required;
  if (!/^\d+$/.test(typed)) return words.fieldErrors.whole;
  if (Number(typed) < LEAST_HOURS) return words.fieldErrors.least(LEAST_HOURS);
  return Number(typed) > MOST_HOURS ? words.fieldErrors.most(MOST_HOURS) : null;
}

/** As the API takes it. */
export function previewOf(hours: string | null): { wait_hours: number } | null {
  return hours === null ? null : { wait_hours: Number(hours) };
}
