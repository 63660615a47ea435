import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { answerOf, Unreachable } from "../api/answer";
import type { Webhook, WebhookEvent } from "../api/types";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { FieldFrame, focusFirstProblem } from "../design/field";
import { Callout, ErrorCallout } from "../design/messages";
import { refusalOf } from "../launch/refusal";
import type { Problems } from "../launch/values";
import { announce } from "../live/announcer";
import { Ticks } from "../programs/ticks";
import { useServices } from "../services";
import { words } from "../words";
import { eventText } from "./told";

const say = words.webhooks;
const EVENTS = Object.keys(say.names) as WebhookEvent[];

/** A webhook as it was saved; with its secret, when it was made just now. */
export type Saved = Webhook & { readonly secret?: string };

/** Registers a webhook, or changes one. */
export function WebhookDialog({
  webhook,
  onUnsure = () => undefined,
  onClose,
}: {
  webhook: Webhook | null;
  /** No answer came: whether there is a new one is to be seen in the list. */
  onUnsure?: () => void;
  onClose: (saved: Saved | null) => void;
}) {
  const { api } = useServices();
  const form = useRef<HTMLFormElement>(null);
  const url = useSignal(webhook?.url ?? "");
  const events = useSignal<WebhookEvent[]>([...(webhook?.events ?? ["task.ended" as const])]);
  const problems = useSignal<Problems>({});
  const failure = useSignal<unknown>(null);
  const busy = useSignal(false);
  const save = async () => {
    problems.value = missing(url.value, events.value);
    failure.value = null;
    if (Object.keys(problems.value).length) return focusFirstProblem(form.current);
    busy.value = true;
    try {
      const enabled = webhook?.enabled ?? true;
      const body = { url: url.value.trim(), events: events.value, enabled };
      const saved: Saved = webhook
        ? answerOf(
            await api.PUT("/v1/webhooks/{webhook_id}", {
              params: { path: { webhook_id: webhook.id } },
              body,
            }),
          )
        : answerOf(await api.POST("/v1/webhooks", { body }));
      announce(say.saved);
      onClose(saved);
      return;
    } catch (error) {
      if (error instanceof Unreachable) onUnsure();
      const said = refusalOf(error, ["url", "events"]);
      problems.value = said.problems;
      failure.value = said.rest;
      focusFirstProblem(form.current);
    }
    busy.value = false;
  };
  return (
    <Dialog title={webhook ? say.changeTitle : say.create} onClose={() => onClose(null)}>
      <form
        ref={form}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy.value) void save();
        }}
      >
        <FieldFrame
          id="webhook-url"
          label={say.url}
          hint={say.urlHint}
          problem={problems.value.url || undefined}
          required
        >
          {(wired) => (
            <input
              {...wired}
              type="url"
              data-first
              maxLength={2000}
              autocomplete="off"
              spellcheck={false}
              placeholder="https://hooks.example.com/legwork"
              value={url.value}
              onInput={(event) => {
                url.value = event.currentTarget.value;
              }}
            />
          )}
        </FieldFrame>
        <Ticks
          id="webhook-events"
          label={say.events}
          all={EVENTS}
          text={eventText}
          chosen={events.value}
          problem={problems.value.events || undefined}
          onChange={(chosen) => {
            events.value = chosen;
          }}
        />
        {failure.value instanceof Unreachable && !webhook ? (
          <Callout tone="error">{say.lost}</Callout>
        ) : (
          failure.value !== null && <ErrorCallout error={failure.value} />
        )}
        <DialogActions>
          <Button onClick={() => onClose(null)}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={busy.value}>
            {busy.value ? say.saving : say.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function missing(url: string, events: readonly WebhookEvent[]): Problems {
  return {
    ...(url.trim() ? {} : { url: words.fieldErrors.required }),
    ...(events.length ? {} : { events: say.noEvent }),
  };
}
