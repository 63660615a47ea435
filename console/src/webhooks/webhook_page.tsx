import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { answerOf, done, isGone } from "../api/answer";
import type { Webhook } from "../api/types";
import { Button } from "../design/button";
import { ConfirmDialog } from "../design/confirm";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { announce } from "../live/announcer";
import { useLoad } from "../live/use";
import { SecretCard } from "../programs/secret_card";
import { useServices } from "../services";
import { words } from "../words";
import { Deliveries } from "./deliveries";
import { Trouble, WebhookFacts, WebhookStanding } from "./facts";
import { WebhookDialog } from "./webhook_dialog";

const say = words.webhooks;
type Asked = "change" | "rotate" | "remove" | null;

/** A webhook, what can be done to it, and the log of its deliveries. */
export default function WebhookPage() {
  const { params } = useRoute();
  const { api, bell, session } = useServices();
  const owner = session.user()?.groups.includes("owner") ?? false;
  const id = params.id ?? "";
  const unread = bell.unread.value;
  const loaded = useLoad<Webhook | null>(
    async (signal) => {
      if (!owner) return null;
      const path = { webhook_id: id };
      return answerOf(await api.GET("/v1/webhooks/{webhook_id}", { params: { path }, signal }));
    },
    [owner, id],
  );
  const webhook = loaded.data;
  const seen = !!webhook;
  useEffect(() => {
    if (seen && unread.length) bell.readOfWebhook(id);
  }, [bell, id, seen, unread]);
  const back = { href: "/webhooks", text: say.title };
  if (!owner || isGone(loaded.error)) {
    return (
      <Page title={say.one} back={back}>
        <Empty title={owner ? words.trouble.nothingHereText : say.ownersOnly} />
      </Page>
    );
  }
  return (
    <Page
      title={webhook?.url ?? say.one}
      back={back}
      aside={webhook && <WebhookStanding webhook={webhook} />}
    >
      {loaded.error ? <ErrorCallout error={loaded.error} retry={loaded.reload} /> : null}
      {!webhook && !loaded.error && <Loading />}
      {webhook && <Open webhook={webhook} onChange={loaded.set} />}
    </Page>
  );
}

function Open({ webhook, onChange }: { webhook: Webhook; onChange: (changed: Webhook) => void }) {
  const { api } = useServices();
  const asked = useSignal<Asked>(null);
  const secret = useSignal<string | null>(null);
  const failure = useSignal<unknown>(null);
  const busy = useSignal(false);
  const path = { webhook_id: webhook.id };
  const turn = async () => {
    busy.value = true;
    failure.value = null;
    try {
      const { url, events, enabled } = webhook;
      const body = { url, events, enabled: !enabled };
      onChange(answerOf(await api.PUT("/v1/webhooks/{webhook_id}", { params: { path }, body })));
      announce(say.saved);
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  return (
    <>
      <div class="stack">
        <Trouble webhook={webhook} />
        <section class="card stack">
          <h2 class="unseen">{words.details.facts}</h2>
          <WebhookFacts webhook={webhook} />
          <div class="inline">
            <Button busy={busy.value} onClick={turn}>
              {webhook.enabled ? say.turnOff : say.turnOn}
            </Button>
            <Button onClick={() => ask(asked, "change")}>{say.change}</Button>
            <Button onClick={() => ask(asked, "rotate")}>{say.rotate}</Button>
            <Button icon="trash" onClick={() => ask(asked, "remove")}>
              {say.remove}
            </Button>
          </div>
          {failure.value !== null && <ErrorCallout error={failure.value} />}
        </section>
        {secret.value && (
          <SecretCard
            key={secret.value}
            title={say.newSecret}
            secret={secret.value}
            onDone={() => {
              secret.value = null;
            }}
          />
        )}
      </div>
      <Deliveries webhook={webhook} />
      <Dialogs
        webhook={webhook}
        asked={asked}
        onChange={onChange}
        onSecret={(text) => {
          secret.value = text;
        }}
      />
    </>
  );
}

function Dialogs({
  webhook,
  asked,
  onChange,
  onSecret,
}: {
  webhook: Webhook;
  asked: Signal<Asked>;
  onChange: (changed: Webhook) => void;
  onSecret: (secret: string) => void;
}) {
  const { api } = useServices();
  const { route } = useLocation();
  const path = { webhook_id: webhook.id };
  const close = () => ask(asked, null);
  const rotate = async () => {
    const { secret, ...changed } = answerOf(
      await api.POST("/v1/webhooks/{webhook_id}/rotate-secret", { params: { path } }),
    );
    onSecret(secret);
    onChange(changed);
  };
  const remove = async () => {
    try {
      done(await api.DELETE("/v1/webhooks/{webhook_id}", { params: { path } }));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    announce(say.removed);
  };
  switch (asked.value) {
    case "change":
      return (
        <WebhookDialog
          webhook={webhook}
          onClose={(saved) => {
            close();
            if (saved) onChange(saved);
          }}
        />
      );
    case "rotate":
      return (
        <ConfirmDialog title={say.rotateTitle} look="primary" act={rotate} onClose={close}>
          <p>{say.rotateText}</p>
          {webhook.old_secret_until && <p>{say.rotateAgain}</p>}
        </ConfirmDialog>
      );
    case "remove":
      return (
        <ConfirmDialog
          title={say.removeTitle(webhook.url)}
          act={remove}
          onClose={(removed) => {
            close();
            if (removed) route("/webhooks");
          }}
        >
          <p>{say.removeText}</p>
        </ConfirmDialog>
      );
    default:
      return null;
  }
}

function ask(asked: Signal<Asked>, what: Asked): void {
  asked.value = what;
}
