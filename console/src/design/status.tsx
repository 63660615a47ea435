import type { Status } from "../api/types";
import { words } from "../words";

const TONES: Record<string, string> = {
  Queued: "quiet",
  "In Progress": "live",
  Complete: "good",
  Warnings: "warning",
  Errors: "error",
  Failed: "error",
  Canceled: "quiet",
  Paused: "warning",
  Disabled: "error",
};

/** Where a task is; the mark before the word has a shape of its own, besides its colour. */
export function StatusTag({ status }: { status: Status | string }) {
  return (
    <span class={`status ${TONES[status] ?? "quiet"}`}>
      <i aria-hidden="true" />
      {words.status[status] ?? status}
    </span>
  );
}
