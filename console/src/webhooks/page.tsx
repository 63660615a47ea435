import { useSignal } from "@preact/signals";
import { answerOf } from "../api/answer";
import type { Webhook } from "../api/types";
import { Button, LinkButton } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { useLoad } from "../live/use";
import { SecretCard } from "../programs/secret_card";
import { useServices } from "../services";
import { words } from "../words";
import { Trouble, WebhookFacts, WebhookStanding } from "./facts";
import { type Saved, WebhookDialog } from "./webhook_dialog";

const say = words.webhooks;

/** The addresses that are called. Owners alone see them. */
export default function WebhooksPage() {
  const { api, session } = useServices();
  const owner = session.user()?.groups.includes("owner") ?? false;
  const adding = useSignal(false);
  const made = useSignal<Saved | null>(null);
  const all = useLoad(
    async (signal) => (owner ? answerOf(await api.GET("/v1/webhooks", { signal })).webhooks : []),
    [owner],
  );
  if (!owner) {
    return (
      <Page title={say.title}>
        <Empty title={say.ownersOnly} />
      </Page>
    );
  }
  return (
    <Page
      title={say.title}
      actions={
        <Button
          icon="launch"
          look="primary"
          onClick={() => {
            adding.value = true;
          }}
        >
          {say.create}
        </Button>
      }
    >
      <p class="muted intro">{say.intro}</p>
      {made.value?.secret && (
        <SecretCard
          key={made.value.id}
          title={say.secretOf(made.value.url)}
          secret={made.value.secret}
          onDone={() => {
            made.value = null;
          }}
        />
      )}
      {all.error ? <ErrorCallout error={all.error} retry={all.reload} /> : null}
      {!all.data && !all.error && <Loading />}
      {all.data?.length === 0 && <Empty title={say.none} text={say.noneText} />}
      <ul class="stack">
        {all.data?.map((one) => (
          <li key={one.id}>
            <WebhookCard webhook={one} />
          </li>
        ))}
      </ul>
      {adding.value && (
        <WebhookDialog
          webhook={null}
          onUnsure={all.reload}
          onClose={(saved) => {
            adding.value = false;
            if (!saved) return;
            made.value = saved;
            all.reload();
          }}
        />
      )}
    </Page>
  );
}

function WebhookCard({ webhook }: { webhook: Webhook }) {
  return (
    <article class="card stack">
      <div class="section-head">
        <h2 class="address">{webhook.url}</h2>
        <WebhookStanding webhook={webhook} />
        <LinkButton href={`/webhooks/${encodeURIComponent(webhook.id)}`}>{say.open}</LinkButton>
      </div>
      <Trouble webhook={webhook} />
      <WebhookFacts webhook={webhook} />
    </article>
  );
}
