import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { answerOf } from "../api/answer";
import { Intent } from "../api/intent";
import type { Kind, Mailing, Task } from "../api/types";
import { Button } from "../design/button";
import { FieldFrame, focusFirstProblem } from "../design/field";
import { Callout, ErrorCallout } from "../design/messages";
import { useServices } from "../services";
import { words } from "../words";
import { useDraft } from "./draft";
import { fieldsOf } from "./fields";
import { KindFields } from "./kind_fields";
import { MailPreview } from "./mail_preview";
import { refusalOf } from "./refusal";
import {
  filledIn,
  initialValues,
  type Problems,
  paramsOf,
  problemsOf,
  type Values,
} from "./values";

/** The kind whose effect can be looked at before it is launched. */
const PREVIEWED = "email_blast";

type Busy = "launch" | "show" | "preview";

interface Typed {
  readonly values: Values;
  readonly title: string;
}

/** The form of a kind. It is drawn from the schema that the API serves, whatever kind it is. */
export function LaunchForm({
  kind,
  given,
  onLaunched,
}: {
  kind: Kind;
  /** Values that come with the address. */
  given: Readonly<Record<string, string>>;
  onLaunched: (task: Task) => void;
}) {
  const { api } = useServices();
  const form = useRef<HTMLFormElement>(null);
  const intent = useMemo(() => new Intent(), []);
  const shown = useMemo(() => new Intent(), []);
  const fields = useMemo(() => fieldsOf(kind.params), [kind]);
  const start = useMemo<Typed>(
    () => ({ values: filledIn(fields, given), title: "" }),
    [fields, given],
  );
  const name = Object.keys(given).length ? `${kind.name}.${JSON.stringify(given)}` : kind.name;
  const draft = useDraft<Typed>(`launch.${name}`, start);
  const problems = useSignal<Problems>({});
  const failure = useSignal<unknown>(null);
  const busy = useSignal<Busy | null>(null);
  const preview = useSignal<{ mailing: Mailing; of: string } | null>(null);
  const { values, title } = draft.value.value;
  const params = () => paramsOf(fields, values);

  const change = (field: string, value: unknown) => {
    draft.value.value = { ...draft.value.value, values: { ...values, [field]: value } };
    if (problems.value[field]) problems.value = { ...problems.value, [field]: "" };
  };
  const valid = (): boolean => {
    problems.value = problemsOf(fields, values);
    failure.value = null;
    const count = Object.keys(problems.value).length;
    if (count) focusFirstProblem(form.current);
    return count === 0;
  };
  const attempt = async (what: Busy, send: () => Promise<void>) => {
    if (busy.value || !valid()) return;
    busy.value = what;
    try {
      await send();
    } catch (error) {
      const said = refusalOf(
        error,
        fields.map((field) => field.name),
      );
      problems.value = said.problems;
      failure.value = said.rest;
      focusFirstProblem(form.current);
    }
    busy.value = null;
  };
  const launch = () =>
    attempt("launch", async () => {
      const body = { kind: kind.name, params: params(), title: title.trim() || null };
      const task = answerOf(
        await api.POST("/v1/tasks", {
          params: { header: intent.keyFor(body) },
          // The kinds of the document are those of its day; the schema served is the one that counts.
          body: body as never,
        }),
      );
      intent.settle();
      draft.discard(start);
      onLaunched(task);
    });
  const show = () =>
    attempt("show", async () => {
      const body = { kind: kind.name, params: params(), title: title.trim() || null };
      const task = answerOf(
        await api.POST("/v1/previews", {
          params: { header: shown.keyFor(body) },
          body: body as never,
        }),
      );
      shown.settle();
      // What was typed stays, for whoever comes back to change it.
      onLaunched(task);
    });
  const look = () =>
    attempt("preview", async () => {
      const asked = params();
      const mailing = answerOf(
        await api.POST("/v1/kinds/email_blast/preview", {
          body: { params: asked as never, limit: 3 },
        }),
      );
      preview.value = { mailing, of: JSON.stringify(asked) };
    });
  return (
    <form
      ref={form}
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void launch();
      }}
    >
      {kind.params.description ? <p class="muted">{String(kind.params.description)}</p> : null}
      {draft.restored && (
        <Callout tone="info">
          <p>{words.launch.restored}</p>
          <Button
            onClick={() =>
              draft.discard({ values: { ...initialValues(fields), ...start.values }, title: "" })
            }
          >
            {words.launch.startOver}
          </Button>
        </Callout>
      )}
      <Summary problems={problems.value} />
      <KindFields fields={fields} values={values} problems={problems.value} onChange={change} />
      <FieldFrame id="task-title" label={words.launch.name}>
        {(wired) => (
          <input
            {...wired}
            maxLength={200}
            value={title}
            onInput={(event) => {
              draft.value.value = { values, title: event.currentTarget.value };
            }}
          />
        )}
      </FieldFrame>
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      <div class="inline">
        <Button type="submit" look="primary" busy={busy.value === "launch"}>
          {busy.value === "launch" ? words.launch.going : words.launch.go}
        </Button>
        <Button busy={busy.value === "show"} onClick={show}>
          {busy.value === "show" ? words.previewing.going : words.previewing.go}
        </Button>
        {kind.name === PREVIEWED && (
          <Button busy={busy.value === "preview"} onClick={look}>
            {busy.value === "preview" ? words.launch.previewing : words.launch.preview}
          </Button>
        )}
      </div>
      {preview.value && (
        <MailPreview
          mailing={preview.value.mailing}
          stale={preview.value.of !== JSON.stringify(params())}
        />
      )}
    </form>
  );
}

/** How many fields are wrong; read out, while the focus goes to the first. */
function Summary({ problems }: { problems: Problems }) {
  const count = Object.values(problems).filter(Boolean).length;
  if (!count) return null;
  return <Callout tone="error">{words.trouble.fix(count)}</Callout>;
}
