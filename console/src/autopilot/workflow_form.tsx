import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { answerOf } from "../api/answer";
import type { Kind, Workflow } from "../api/types";
import { Button } from "../design/button";
import { FieldFrame, focusFirstProblem } from "../design/field";
import { Callout, ErrorCallout } from "../design/messages";
import { useDraft } from "../launch/draft";
import { fieldsOf } from "../launch/fields";
import { KindFields } from "../launch/kind_fields";
import { refusalOf } from "../launch/refusal";
import { filledIn, type Problems, paramsOf, problemsOf, type Values } from "../launch/values";
import { announce } from "../live/announcer";
import { useServices } from "../services";
import { words } from "../words";
import { type Editing, editingOf, START, writtenAs } from "./editing";
import { NextRuns } from "./next_runs";
import { hoursProblem, PreviewInput, previewOf } from "./preview_input";
import { sentDays, shownDays, withRelativeDays } from "./relative";
import { inWords, nextRuns, parseSchedule } from "./schedule";
import { ScheduleInput } from "./schedule_input";
import { isZone, zones } from "./zone";

const say = words.autopilot;

interface Typed {
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly timezone: string;
  readonly schedule: Editing;
  /** Hours between its preview and its run, as typed; null for one that previews nothing. */
  readonly waits: string | null;
  readonly values: Values;
}

/** A workflow: what it launches, when, and in which time zone that is read. */
export function WorkflowForm({
  workflow,
  kinds,
  onSaved,
}: {
  workflow: Workflow | null;
  kinds: readonly Kind[];
  onSaved: () => void;
}) {
  const { api } = useServices();
  const form = useRef<HTMLFormElement>(null);
  const start = useMemo(() => startOf(workflow, kinds), [workflow, kinds]);
  const draft = useDraft<Typed>(`autopilot.${workflow?.id ?? "new"}`, start);
  // What was typed before may know less than the form does by now.
  const typed = { ...start, ...draft.value.value };
  const fields = useMemo(() => workflowFields(kinds, typed.kind), [kinds, typed.kind]);
  const problems = useSignal<Problems>({});
  const failure = useSignal<unknown>(null);
  const busy = useSignal(false);
  const schedule = writtenAs(typed.schedule);
  const change = (some: Partial<Typed>) => {
    draft.value.value = { ...typed, ...some };
  };
  const save = async () => {
    problems.value = { ...problemsOf(fields, typed.values), ...ownProblems(typed, schedule) };
    failure.value = null;
    if (Object.keys(problems.value).length) return focusFirstProblem(form.current);
    busy.value = true;
    try {
      await send(api, workflow, typed, schedule, sentDays(paramsOf(fields, typed.values)));
      draft.discard(start);
      announce(say.saved);
      onSaved();
    } catch (error) {
      const names = [...fields.map(({ name }) => name), "name", "schedule", "timezone", "preview"];
      const said = refusalOf(error, names);
      problems.value = said.problems;
      failure.value = said.rest;
      focusFirstProblem(form.current);
    }
    busy.value = false;
  };
  const count = Object.values(problems.value).filter(Boolean).length;
  return (
    <form
      ref={form}
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy.value) void save();
      }}
    >
      {count > 0 && <Callout tone="error">{words.trouble.fix(count)}</Callout>}
      <Head typed={typed} problems={problems.value} change={change} />
      <section class="card stack">
        <h2>{say.schedule}</h2>
        <ScheduleInput
          editing={typed.schedule}
          problem={problems.value.schedule || undefined}
          onChange={(next) => change({ schedule: next })}
        />
        <Zone
          value={typed.timezone}
          problem={problems.value.timezone || undefined}
          onChange={(timezone) => change({ timezone })}
        />
        {parseSchedule(schedule) && (
          <div role="status">
            <p>
              <b>{inWords(schedule)}</b>
            </p>
            <NextRuns schedule={schedule} zone={typed.timezone} count={5} />
          </div>
        )}
        <PreviewInput
          hours={typed.waits}
          problem={problems.value.preview || undefined}
          onChange={(waits) => change({ waits })}
        />
      </section>
      <section class="card stack">
        <h2>{say.params}</h2>
        <KindChoice
          kinds={kinds}
          value={typed.kind}
          fixed={!!workflow}
          onChange={(kind) => change({ kind, values: valuesOf(kinds, kind, {}) })}
        />
        <KindFields
          fields={fields}
          values={typed.values}
          problems={problems.value}
          onChange={(name, value) => change({ values: { ...typed.values, [name]: value } })}
        />
      </section>
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      <div class="inline">
        <Button type="submit" look="primary" busy={busy.value}>
          {busy.value ? say.saving : say.save}
        </Button>
      </div>
    </form>
  );
}

function Head({
  typed,
  problems,
  change,
}: {
  typed: Typed;
  problems: Problems;
  change: (some: Partial<Typed>) => void;
}) {
  return (
    <>
      <FieldFrame id="workflow-name" label={say.name} problem={problems.name || undefined} required>
        {(wired) => (
          <input
            {...wired}
            maxLength={200}
            value={typed.name}
            onInput={(event) => change({ name: event.currentTarget.value })}
          />
        )}
      </FieldFrame>
      <label class="check">
        <input
          type="checkbox"
          checked={typed.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        <span class="label">{say.enabled}</span>
      </label>
    </>
  );
}

function Zone({
  value,
  problem,
  onChange,
}: {
  value: string;
  problem: string | undefined;
  onChange: (zone: string) => void;
}) {
  return (
    <FieldFrame id="workflow-zone" label={say.timezone} problem={problem}>
      {(wired) => (
        <>
          <input
            {...wired}
            list="zones"
            autocomplete="off"
            spellcheck={false}
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
          <datalist id="zones">
            {zones().map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </FieldFrame>
  );
}

function KindChoice({
  kinds,
  value,
  fixed,
  onChange,
}: {
  kinds: readonly Kind[];
  value: string;
  fixed: boolean;
  onChange: (kind: string) => void;
}) {
  return (
    <FieldFrame id="workflow-kind" label={say.kind}>
      {(wired) => (
        <select
          {...wired}
          value={value}
          disabled={fixed}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {kinds.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

async function send(
  api: ReturnType<typeof useServices>["api"],
  workflow: Workflow | null,
  typed: Typed,
  schedule: string,
  params: Record<string, unknown>,
): Promise<void> {
  const { name, kind, enabled, timezone } = typed;
  // The kinds of the document are those of its day; the schemas served are the ones that count.
  const preview = previewOf(typed.waits);
  const body = { name: name.trim(), kind, enabled, timezone, schedule, params, preview } as never;
  if (!workflow) {
    answerOf(await api.POST("/v1/autopilots", { body }));
    return;
  }
  const path = { workflow_id: workflow.id };
  const header = { "If-Match": `"${workflow.version}"` };
  answerOf(await api.PUT("/v1/autopilots/{workflow_id}", { params: { path, header }, body }));
}

function startOf(workflow: Workflow | null, kinds: readonly Kind[]): Typed {
  const kind = workflow?.kind ?? kinds[0]?.name ?? "";
  return {
    name: workflow?.name ?? "",
    kind,
    enabled: workflow?.enabled ?? true,
    timezone: workflow?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    schedule: workflow ? editingOf(workflow.schedule) : START,
    waits: workflow?.preview ? String(workflow.preview.wait_hours) : null,
    values: valuesOf(kinds, kind, workflow?.params ?? {}),
  };
}

function valuesOf(
  kinds: readonly Kind[],
  name: string,
  params: Readonly<Record<string, unknown>>,
): Values {
  return filledIn(workflowFields(kinds, name), shownDays(params));
}

function workflowFields(kinds: readonly Kind[], name: string) {
  return withRelativeDays(fieldsOf(kinds.find((kind) => kind.name === name)?.params ?? {}));
}

function ownProblems(typed: Typed, schedule: string): Record<string, string> {
  const found: Record<string, string> = {};
  if (!typed.name.trim()) found.name = words.fieldErrors.required;
  if (!isZone(typed.timezone)) found.timezone = words.fieldErrors.pattern("America/New_York");
  const wrong = hoursProblem(typed.waits);
  if (wrong) found.preview = wrong;
  if (!parseSchedule(schedule)) found.schedule = say.invalid;
  else if (isOver(typed, schedule)) found.schedule = say.past;
  return found;
}

function isOver(typed: Typed, schedule: string): boolean {
  if (typed.schedule.mode !== "once" || !isZone(typed.timezone)) return false;
  return nextRuns(schedule, typed.timezone, Date.now(), 1)?.length === 0;
}
