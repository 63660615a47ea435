import { signal } from "@preact/signals";

/** What a screen reader is told. Progress is not: it can be read whenever somebody wants to. */
export const announcement = signal("");
let last = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const QUIET_MS = 1_500;

/** Say a sentence; of several in a short time only the last one. */
export function announce(text: string): void {
  clearTimeout(timer);
  const wait = Math.max(0, last + QUIET_MS - Date.now());
  timer = setTimeout(() => {
    last = Date.now();
    // The same words again would be no change, and not be read.
    announcement.value = announcement.value === text ? `${text}\u00a0` : text;
  }, wait);
}
