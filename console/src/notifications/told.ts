import type { Notification } from "../api/types";
import { words } from "../words";

interface Told {
  /** Where it leads. */
  readonly href: string;
  readonly head: string;
  /** How what it is about stands: a state of a task, or nothing that such a tag is for. */
  readonly status: string;
  readonly text: string;
  /** In one sentence, for a screen reader. */
  readonly said: string;
}

/** A notification in words: of a task that has ended, or of a webhook that was disabled. */
export function told({ id, about, task, webhook }: Notification): Told {
  if (task) {
    const { number, status, title } = task;
    return {
      // A preview that nobody approved in time is gone.
      href: about === "unapproved" ? "/notifications" : `/tasks/${task.id}`,
      head: words.tasks.job(number),
      status,
      text: title,
      said: words.tasks.endedSaid(number, status),
    };
  }
  if (webhook) {
    return {
      href: `/webhooks/${encodeURIComponent(webhook.id)}`,
      head: words.notices.webhook,
      status: words.notices.disabled,
      text: `${webhook.url}: ${webhook.reason}`,
      said: words.notices.disabledSaid(webhook.url),
    };
  }
  // About something that a later release knows.
  return { href: "/notifications", head: words.notices.other, status: "", text: "", said: id };
}
