import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { answerOf, changedOf } from "../api/answer";
import type { Api } from "../api/client";
import { hasEnded, type Task } from "../api/types";
import { announce } from "../live/announcer";
import { ETag } from "../live/etag";
import { words } from "../words";
import type { Filter } from "./filter";
import { append, letGo, lose, NOTHING, type Order, takeIn } from "./order";

const PAGE = 25;
const OLDER_PAGE = 100;
/** Rows below the head that are followed one by one. */
const FOLLOWED = 10;

/** The tasks of a Background Tasks window: what is listed, what waits, what is chosen. */
export class TaskWindow {
  readonly order = signal<Order>(NOTHING);
  readonly shown = computed(() => this.order.value.shown);
  readonly rows = new Map<string, Signal<Task>>();
  /** Null until the first answer. */
  readonly ready = signal(false);
  readonly cursor = signal<string | null>(null);
  readonly chosen = signal<ReadonlySet<string>>(new Set());
  /** Why the rows are held still: the pointer or the focus is among them, a dialog is open, … */
  readonly holds = signal<ReadonlySet<string>>(new Set());
  readonly held: ReadonlySignal<boolean> = computed(
    () => this.holds.value.size > 0 || this.chosen.value.size > 0,
  );
  readonly #tag = new ETag();
  readonly #tags = new Map<string, ETag>();

  constructor(
    private readonly api: Api,
    private readonly filter: Filter,
    private readonly me: string,
    /** Called when a task of this user is seen to have ended, and with whether one still runs. */
    private readonly onMine: (ended: boolean, running: boolean) => void,
  ) {}

  /** Look once; answers whether something that is shown moves. */
  async look(abort: AbortSignal): Promise<boolean> {
    const answer = await this.api.GET("/v1/tasks", {
      params: { query: { ...this.filter, limit: PAGE }, header: this.#tag.header },
      signal: abort,
    });
    const page = changedOf(answer);
    const known = new Set(page ? page.tasks.map(({ id }) => id) : this.#head);
    const others = await this.#others(known, abort);
    this.#tag.note(answer.response);
    batch(() => {
      if (page) this.#takeIn(page.tasks, page.next_cursor);
      for (const [id, task] of others) this.#follow(id, task);
      this.ready.value = true;
    });
    return this.#tellMine();
  }

  #head: readonly string[] = [];
  /** Known not to be there any more: not asked for again. */
  readonly #lost = new Set<string>();

  #takeIn(tasks: readonly Task[], next: string | null): void {
    const held = this.held.peek();
    const first = !this.ready.peek();
    for (const task of tasks) this.put(task);
    this.#head = tasks.map(({ id }) => id);
    const before = this.order.peek().waiting.length;
    this.order.value = takeIn(this.order.peek(), { ids: this.#head, more: !!next }, held && !first);
    if (first || !next) this.cursor.value = next;
    const waiting = this.order.peek().waiting.length;
    if (waiting > before) announce(words.tasks.freshSaid(waiting));
  }

  /** Rows that move but are not in the list's head: older ones, and those that left the filter. */
  async #others(
    head: ReadonlySet<string>,
    abort: AbortSignal,
  ): Promise<[string, Task | null | undefined][]> {
    const { shown } = this.order.peek();
    const known = (id: string) => head.has(id) || this.#lost.has(id);
    const ids = shown.filter((id) => !known(id) && this.#moves(id)).slice(0, FOLLOWED);
    return Promise.all(ids.map(async (id) => [id, await this.#read(id, abort)] as const)).then(
      (all) => all.map(([id, task]) => [id, task]),
    );
  }

  #moves(id: string): boolean {
    const task = this.rows.get(id)?.peek();
    return !!task && !hasEnded(task);
  }

  /** Undefined when it has not changed, null when it is gone. */
  async #read(id: string, abort: AbortSignal): Promise<Task | null | undefined> {
    const tag = this.#tags.get(id) ?? new ETag();
    this.#tags.set(id, tag);
    const answer = await this.api.GET("/v1/tasks/{task_id}", {
      params: { path: { task_id: id }, header: tag.header },
      signal: abort,
    });
    if (answer.response.status === 404) return null;
    const task = changedOf(answer);
    tag.note(answer.response);
    return task;
  }

  #follow(id: string, task: Task | null | undefined): void {
    if (task === null) this.lose(id);
    else if (task) this.put(task);
  }

  /** A task as it is now, with whatever answer it came. */
  put(task: Task): void {
    const row = this.rows.get(task.id);
    if (!row) {
      this.rows.set(task.id, signal(task));
      return;
    }
    const before = row.peek();
    if (!hasEnded(before) && hasEnded(task) && task.launched_by.id === this.me) {
      this.onMine(true, false);
    }
    // A row that says the same is not drawn again.
    if (JSON.stringify(before) !== JSON.stringify(task)) row.value = task;
  }

  /** It is not there any more. */
  lose(id: string): void {
    this.#lost.add(id);
    batch(() => {
      this.order.value = lose(this.order.peek(), id, this.held.peek());
      this.choose(id, false);
    });
  }

  #tellMine(): boolean {
    const moving = this.order.peek().shown.filter((id) => this.#moves(id));
    this.onMine(
      false,
      moving.some((id) => this.rows.get(id)?.peek().launched_by.id === this.me),
    );
    return moving.length > 0;
  }

  async loadOlder(abort: AbortSignal): Promise<void> {
    const cursor = this.cursor.peek();
    if (!cursor) return;
    const page = answerOf(
      await this.api.GET("/v1/tasks", {
        params: { query: { ...this.filter, limit: OLDER_PAGE, cursor } },
        signal: abort,
      }),
    );
    batch(() => {
      for (const task of page.tasks) this.put(task);
      this.order.value = append(
        this.order.peek(),
        page.tasks.map(({ id }) => id),
      );
      this.cursor.value = page.next_cursor;
    });
  }

  hold(why: string, on: boolean): void {
    const holds = new Set(this.holds.peek());
    if (on === holds.has(why)) return;
    if (on) holds.add(why);
    else holds.delete(why);
    this.holds.value = holds;
  }

  /** Show what waits above, and drop what is gone. */
  release(): void {
    this.order.value = letGo(this.order.peek());
  }

  choose(id: string, on: boolean): void {
    const chosen = new Set(this.chosen.peek());
    if (on) chosen.add(id);
    else if (!chosen.delete(id)) return;
    this.chosen.value = chosen;
  }

  chooseNone(): void {
    this.chosen.value = new Set();
  }

  /** The chosen ones that a button may act on. */
  chosenThat(may: (task: Task) => boolean): Task[] {
    return this.order.value.shown
      .filter((id) => this.chosen.value.has(id))
      .map((id) => this.rows.get(id)?.value)
      .filter((task): task is Task => !!task && may(task));
  }
}
