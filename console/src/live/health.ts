import { signal } from "@preact/signals";

/** One failed answer may be a hiccup; this many in a row are an outage. */
const OUTAGE_AFTER = 2;

/** Whether the API answers. Said in one place, however many views ask it. */
export const reachable = signal(true);
let failures = 0;

export function sawAnswer(status: number): void {
  failures = status >= 500 ? failures + 1 : 0;
  reachable.value = failures < OUTAGE_AFTER;
}

export function sawNothing(): void {
  failures += 1;
  reachable.value = false;
}
