import { batch, computed, signal } from "@preact/signals";
import { answerOf, changedOf, done, isGone } from "../api/answer";
import type { Api } from "../api/client";
import type { Notification } from "../api/types";
import { announce } from "../live/announcer";
import { ETag } from "../live/etag";
import { Poller } from "../live/poller";
import { arrivals } from "./arrivals";
import { told } from "./told";

const PAGE = 25;

/** The unread notifications of the user, and those that have just come. */
export class Bell {
  readonly unread = signal<readonly Notification[]>([]);
  /** How many are unread in all, which may be more than are known here. */
  readonly count = signal(0);
  /** Those to be told at the top right. */
  readonly notices = signal<readonly Notification[]>([]);
  /** Tasks of this user run, as far as is known: then a notice is near. */
  readonly expecting = signal(false);
  readonly known = computed(() => new Set(this.unread.value.map(({ id }) => id)));

  #seen: ReadonlySet<string> | null = null;
  readonly #tag = new ETag();
  readonly #poller = new Poller((signal) => this.#look(signal));

  constructor(private readonly api: Api) {}

  start(): () => void {
    return this.#poller.start();
  }

  /** Look now: something has ended. */
  ring(): void {
    this.#poller.now();
  }

  /** Whoever looks at a webhook has seen that it was disabled. */
  readOfWebhook(webhookId: string): void {
    for (const { id, webhook } of this.unread.value) {
      if (webhook?.id === webhookId) void this.read(id).catch(() => undefined);
    }
  }

  /** Leave a notice for later: it stays unread. */
  dismiss(id: string): void {
    this.notices.value = this.notices.value.filter((notice) => notice.id !== id);
  }

  async read(id: string): Promise<void> {
    const wasUnread = this.known.value.has(id);
    batch(() => {
      this.dismiss(id);
      this.unread.value = this.unread.value.filter((one) => one.id !== id);
      if (wasUnread) this.count.value = Math.max(0, this.count.value - 1);
    });
    try {
      done(
        await this.api.POST("/v1/notifications/{notification_id}/read", {
          params: { path: { notification_id: id } },
        }),
      );
    } catch (error) {
      if (!isGone(error)) throw error;
    } finally {
      this.#tag.forget();
    }
  }

  /** Whoever looks at a task has seen that it has ended. */
  readOf(taskId: string): void {
    for (const { id, task } of this.unread.value) {
      if (task?.id === taskId) void this.read(id).catch(() => undefined);
    }
  }

  async #look(abort: AbortSignal): Promise<boolean> {
    const answer = await this.api.GET("/v1/notifications", {
      params: { query: { limit: PAGE, unread: true }, header: this.#tag.header },
      signal: abort,
    });
    const page = changedOf(answer);
    this.#tag.note(answer.response);
    if (page) this.#show(page.notifications, page.unread);
    return this.expecting.value;
  }

  #show(all: readonly Notification[], unread: number | undefined): void {
    const open = all.filter(({ read }) => !read);
    const { fresh, seen } = arrivals(this.#seen, open);
    this.#seen = seen;
    batch(() => {
      this.unread.value = open;
      this.count.value = unread ?? open.length;
      const ids = new Set(open.map(({ id }) => id));
      this.notices.value = [...fresh, ...this.notices.value.filter(({ id }) => ids.has(id))];
    });
    const newest = fresh[0];
    if (newest) announce(told(newest).said);
  }

  /** A page of all of them, for the list. */
  async page(cursor: string | undefined, signal: AbortSignal) {
    return answerOf(
      await this.api.GET("/v1/notifications", {
        params: { query: { limit: PAGE, ...(cursor ? { cursor } : {}) } },
        signal,
      }),
    );
  }
}
