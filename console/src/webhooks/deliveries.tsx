import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { answerOf } from "../api/answer";
import type { Delivery, Webhook } from "../api/types";
import { Button } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { time, timeToMinute } from "../format";
import { announce } from "../live/announcer";
import { usePages } from "../live/pages";
import { usePolling } from "../live/use";
import { useServices } from "../services";
import { words } from "../words";
import { asTheyAre, became, eventText, isUnderWay, laidOut, tryText } from "./told";

const say = words.webhooks;
const PAGE = 25;
const MOST = 100;

/** What a webhook was called for, and what came of it. What is under way is looked at again. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const { api } = useServices();
  const path = { webhook_id: webhook.id };
  const page = async (limit: number, cursor: string | undefined, signal: AbortSignal) => {
    const query = { limit, ...(cursor ? { cursor } : {}) };
    const params = { path, query };
    return answerOf(await api.GET("/v1/webhooks/{webhook_id}/deliveries", { params, signal }));
  };
  const pages = usePages<Delivery>(
    async (cursor, signal) => {
      const { deliveries, next_cursor } = await page(PAGE, cursor, signal);
      return { items: deliveries, next: next_cursor };
    },
    [webhook.id],
  );
  const shown = useSignal<readonly Delivery[] | undefined>(undefined);
  useEffect(() => {
    shown.value = pages.items;
  }, [pages.items]);
  const lookAgain = usePolling(
    async (signal) => {
      const before = shown.peek() ?? [];
      if (!isUnderWay(before, Date.now())) return false;
      const limit = Math.min(MOST, Math.max(PAGE, before.length));
      const { deliveries } = await page(limit, undefined, signal);
      shown.value = asTheyAre(shown.peek() ?? [], deliveries);
      return isUnderWay(shown.value, Date.now());
    },
    [webhook.id],
  );
  return (
    <section class="section">
      <div class="section-head">
        <h2>{say.log}</h2>
        <span class="muted">{say.logHint}</span>
        <Button icon="retry" busy={pages.loading} onClick={pages.reload}>
          {say.refresh}
        </Button>
      </div>
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!shown.value && !pages.error && <Loading />}
      {shown.value?.length === 0 && <Empty title={say.noLog} text={say.noLogText} />}
      <ul class="stack">
        {shown.value?.map((one) => (
          <li key={one.id}>
            <DeliveryCard
              delivery={one}
              webhook={webhook}
              onSent={(sent) => {
                shown.value = asTheyAre(shown.peek() ?? [], [sent]);
                lookAgain();
              }}
            />
          </li>
        ))}
      </ul>
      {pages.more && (
        <div>
          <Button busy={pages.loading} onClick={pages.loadMore}>
            {words.more}
          </Button>
        </div>
      )}
    </section>
  );
}

function DeliveryCard({
  delivery,
  webhook,
  onSent,
}: {
  delivery: Delivery;
  webhook: Webhook;
  onSent: (sent: Delivery) => void;
}) {
  const { tone, text } = became(delivery);
  const [event, at] = [eventText(delivery.event), time(delivery.created_at)];
  return (
    <article class="card stack">
      <div class="section-head">
        <h3>{event}</h3>
        <span class={`status ${tone}`}>
          <i aria-hidden="true" />
          {text}
        </span>
        <time class="muted" dateTime={delivery.created_at}>
          {at}
        </time>
        {webhook.enabled && <SendAgain delivery={delivery} webhook={webhook} onSent={onSent} />}
      </div>
      {(delivery.tries.length > 0 || delivery.next_at) && (
        <ul class="tries">
          {delivery.tries.map((one) => (
            <li key={one.at}>{tryText(one)}</li>
          ))}
          {delivery.next_at && (
            <li class="muted">
              {say.next}: {timeToMinute(delivery.next_at)}
            </li>
          )}
        </ul>
      )}
      <details class="more">
        <summary aria-label={say.bodyOf(event, at)}>{say.body}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <pre class="called-with" tabIndex={0}>
          {laidOut(delivery.body)}
        </pre>
      </details>
    </article>
  );
}

function SendAgain({
  delivery,
  webhook,
  onSent,
}: {
  delivery: Delivery;
  webhook: Webhook;
  onSent: (sent: Delivery) => void;
}) {
  const { api } = useServices();
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const send = async () => {
    busy.value = true;
    failure.value = null;
    try {
      const path = { webhook_id: webhook.id, delivery_id: delivery.id };
      onSent(
        answerOf(
          await api.POST("/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver", {
            params: { path },
          }),
        ),
      );
      announce(say.redelivered);
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  const label = say.redeliverOne(eventText(delivery.event), time(delivery.created_at));
  return (
    <div>
      <Button icon="retry" aria-label={label} busy={busy.value} onClick={send}>
        {say.redeliver}
      </Button>
      {failure.value !== null && <ErrorCallout error={failure.value} />}
    </div>
  );
}
