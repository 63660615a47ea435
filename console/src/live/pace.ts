/** What decides how soon to look again. */
export interface Pace {
  /** Something that is shown moves. */
  readonly busy: boolean;
  /** Nobody can see the page. */
  readonly hidden: boolean;
  /** Failures in a row. */
  readonly failures: number;
  /** Seconds that the API asked to wait, if it did. */
  readonly retryAfter: number | null;
}

export const BUSY_MS = 2_000;
export const IDLE_MS = 15_000;
export const HIDDEN_BUSY_MS = 30_000;
export const HIDDEN_MS = 60_000;
const LONGEST_MS = 60_000;

/**
 * Milliseconds until the next look. Failures double the wait up to a minute; what the API asks for
 * is the least; some chance (up to a fifth more) keeps windows that failed together apart.
 */
export function nextDelay(pace: Pace, chance: () => number = Math.random): number {
  const usual = usualDelay(pace);
  if (!pace.failures && pace.retryAfter === null) return usual;
  const backoff = Math.min(LONGEST_MS, BUSY_MS * 2 ** (pace.failures - 1));
  const asked = (pace.retryAfter ?? 0) * 1000;
  return Math.round(Math.max(backoff, asked, pace.hidden ? usual : 0) * (1 + chance() / 5));
}

function usualDelay({ busy, hidden }: Pace): number {
  if (hidden) return busy ? HIDDEN_BUSY_MS : HIDDEN_MS;
  return busy ? BUSY_MS : IDLE_MS;
}
