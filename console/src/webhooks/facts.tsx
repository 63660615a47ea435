import type { Webhook } from "../api/types";
import { Callout } from "../design/messages";
import { timeToMinute } from "../format";
import { Chips } from "../programs/chips";
import { Fact } from "../tasks/facts";
import { words } from "../words";
import { eventText, standing } from "./told";

const say = words.webhooks;

/** Whether it is called, and whether that goes well. */
export function WebhookStanding({ webhook }: { webhook: Webhook }) {
  const { tone, text } = standing(webhook);
  return (
    <span class={`status ${tone}`}>
      <i aria-hidden="true" />
      {text}
    </span>
  );
}

/** What is wrong with it, if something is. */
export function Trouble({ webhook }: { webhook: Webhook }) {
  if (webhook.disabled_because) {
    return (
      <Callout tone="warning" title={say.disabledBy}>
        {webhook.disabled_because}
      </Callout>
    );
  }
  if (!webhook.enabled || !webhook.failing_since) return null;
  return (
    <Callout tone="warning" title={say.failingSince(timeToMinute(webhook.failing_since))}>
      {say.failingText}
    </Callout>
  );
}

/** What it is told of, and whose it is. */
export function WebhookFacts({ webhook }: { webhook: Webhook }) {
  return (
    <dl class="facts">
      <Fact label={say.events}>
        <Chips texts={webhook.events.map(eventText)} />
      </Fact>
      <Fact label={say.madeBy}>{webhook.made_by}</Fact>
      <Fact label={say.madeAt}>{timeToMinute(webhook.created_at)}</Fact>
      {webhook.old_secret_until && (
        <Fact label={say.oldSecret}>{timeToMinute(webhook.old_secret_until)}</Fact>
      )}
    </dl>
  );
}
