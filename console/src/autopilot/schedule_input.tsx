import { useId } from "preact/hooks";
import { FieldFrame, FieldProblem } from "../design/field";
import { human } from "../format";
import { words } from "../words";
import { type Editing, MODES, type Mode, WEEKDAYS } from "./editing";

const say = words.autopilot;

/** Puts a schedule together from simple choices; who wants to writes the expression. */
export function ScheduleInput({
  editing,
  problem,
  onChange,
}: {
  editing: Editing;
  problem: string | undefined;
  onChange: (editing: Editing) => void;
}) {
  const change = (some: Partial<Editing>) => onChange({ ...editing, ...some });
  return (
    <>
      <FieldFrame id="schedule-mode" label={say.mode}>
        {(wired) => (
          <select
            {...wired}
            value={editing.mode}
            onChange={(event) => change({ mode: event.currentTarget.value as Mode })}
          >
            {MODES.map((mode) => (
              <option key={mode} value={mode}>
                {say.modes[mode]}
              </option>
            ))}
          </select>
        )}
      </FieldFrame>
      <Choices editing={editing} problem={problem} change={change} />
    </>
  );
}

interface ChoiceProps {
  readonly editing: Editing;
  readonly problem: string | undefined;
  readonly change: (some: Partial<Editing>) => void;
}

function Choices({ editing, problem, change }: ChoiceProps) {
  switch (editing.mode) {
    case "rate":
      return <Rate {...{ editing, problem, change }} />;
    case "once":
      return (
        <FieldFrame id="schedule-once" label={say.onceAt} problem={problem} short>
          {(wired) => (
            <input
              {...wired}
              type="datetime-local"
              value={editing.onceAt}
              onInput={(event) => change({ onceAt: event.currentTarget.value })}
            />
          )}
        </FieldFrame>
      );
    case "cron":
      return (
        <FieldFrame
          id="schedule-cron"
          label={say.expression}
          hint={say.expressionHint}
          problem={problem}
        >
          {(wired) => (
            <input
              {...wired}
              spellcheck={false}
              maxLength={256}
              value={editing.expression}
              placeholder="cron(0 6 ? * MON-FRI *)"
              onInput={(event) => change({ expression: event.currentTarget.value })}
            />
          )}
        </FieldFrame>
      );
    default:
      return <TimeOfDay {...{ editing, problem, change }} />;
  }
}

function Rate({ editing, problem, change }: ChoiceProps) {
  const unit = useId();
  return (
    <div class="inline">
      <FieldFrame id="schedule-every" label={say.every} problem={problem}>
        {(wired) => (
          <input
            {...wired}
            type="number"
            min={1}
            max={99_999}
            value={editing.every}
            onInput={(event) => change({ every: event.currentTarget.value })}
          />
        )}
      </FieldFrame>
      <div class="field">
        <label class="unseen" for={unit}>
          {say.unit}
        </label>
        <select
          id={unit}
          value={editing.unit}
          onChange={(event) => change({ unit: event.currentTarget.value as Editing["unit"] })}
        >
          {(["minutes", "hours", "days"] as const).map((one) => (
            <option key={one} value={one}>
              {say.units[one]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function TimeOfDay({ editing, problem, change }: ChoiceProps) {
  return (
    <>
      {editing.mode === "weekly" && <Days {...{ editing, problem, change }} />}
      {editing.mode === "monthly" && (
        <FieldFrame id="schedule-day" label={say.dayOfMonth} short>
          {(wired) => (
            <select
              {...wired}
              value={editing.dayOfMonth}
              onChange={(event) => change({ dayOfMonth: event.currentTarget.value })}
            >
              {[...Array(31).keys()].map((index) => (
                <option key={index} value={String(index + 1)}>
                  {index + 1}
                </option>
              ))}
              <option value="L">{say.lastDay}</option>
            </select>
          )}
        </FieldFrame>
      )}
      <FieldFrame
        id="schedule-at"
        label={say.at}
        problem={editing.mode === "weekly" && editing.at ? undefined : problem}
        short
      >
        {(wired) => (
          <input
            {...wired}
            type="time"
            value={editing.at}
            onInput={(event) => change({ at: event.currentTarget.value })}
          />
        )}
      </FieldFrame>
    </>
  );
}

function Days({ editing, problem, change }: ChoiceProps) {
  const wrong = editing.days.length ? undefined : problem;
  return (
    <fieldset class="field">
      <legend class="label">{say.days}</legend>
      <div class="inline">
        {WEEKDAYS.map((one) => (
          <label key={one} class="check">
            <input
              type="checkbox"
              checked={editing.days.includes(one)}
              aria-invalid={wrong ? true : undefined}
              onChange={(event) =>
                change({
                  days: event.currentTarget.checked
                    ? [...editing.days, one]
                    : editing.days.filter((day) => day !== one),
                })
              }
            />
            {human(one)}
          </label>
        ))}
      </div>
      <FieldProblem id="schedule-days" problem={wrong} />
    </fieldset>
  );
}
