import { signal } from "@preact/signals";

/** The time, for what is told in words such as "3 minutes ago". */
export const minute = signal(Date.now());
/** The time, for what runs. */
export const second = signal(Date.now());

setInterval(() => {
  if (document.visibilityState === "hidden") return;
  second.value = Date.now();
  if (second.value - minute.value >= 15_000) minute.value = second.value;
}, 1_000);
