/** Ids of the rows of a list, newest first, and those that wait to be shown. */
export interface Order {
  readonly shown: readonly string[];
  /** Came while the rows were held still; newest first. */
  readonly waiting: readonly string[];
  /** Shown, but not in the list any more; they go when the rows are let go. */
  readonly gone: ReadonlySet<string>;
}

export const NOTHING: Order = { shown: [], waiting: [], gone: new Set() };

/** The newest part of the list as it is now. */
export interface Head {
  readonly ids: readonly string[];
  /** Whether there is more behind it. */
  readonly more: boolean;
}

/** Ids are ULIDs: they sort by time. */
const newestFirst = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);

/**
 * Take in what the list's head is now. While rows are held, none moves: new ones wait, and what has
 * left stays where it is, marked as gone.
 */
export function takeIn(order: Order, head: Head, held: boolean): Order {
  const now = new Set(head.ids);
  const last = head.ids.at(-1);
  const covered = (id: string) => !head.more || (last !== undefined && id >= last);
  const shown = new Set(order.shown);
  const gone = new Set([...order.gone].filter((id) => !now.has(id)));
  for (const id of order.shown) if (covered(id) && !now.has(id)) gone.add(id);
  const fresh = head.ids.filter((id) => !shown.has(id));
  const waiting = order.waiting.filter((id) => !covered(id) || now.has(id));
  const all = [...new Set([...fresh, ...waiting])].sort(newestFirst);
  const next = { shown: order.shown, waiting: all, gone };
  // Where there is no row yet, none can move.
  return held && order.shown.length ? next : letGo(next);
}

/** Show what waits and drop what is gone. */
export function letGo(order: Order): Order {
  if (!order.waiting.length && !order.gone.size) return order;
  const stay = order.shown.filter((id) => !order.gone.has(id));
  const shown = order.waiting.length ? [...order.waiting, ...stay].sort(newestFirst) : stay;
  return { shown: [...new Set(shown)], waiting: [], gone: new Set() };
}

/** Older rows, read on request, below the others. */
export function append(order: Order, ids: readonly string[]): Order {
  const known = new Set([...order.shown, ...order.waiting]);
  return { ...order, shown: [...order.shown, ...ids.filter((id) => !known.has(id))] };
}

/** One that is known to be gone: deleted, or over. */
export function lose(order: Order, id: string, held: boolean): Order {
  const next = {
    shown: order.shown,
    waiting: order.waiting.filter((one) => one !== id),
    gone: order.shown.includes(id) ? new Set([...order.gone, id]) : order.gone,
  };
  return held ? next : letGo(next);
}
