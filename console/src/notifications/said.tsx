import type { Notification } from "../api/types";
import { words } from "../words";

const SAID: Record<Notification["about"], string | null> = {
  end: null,
  approval: words.previewing.asks,
  wait: words.previewing.runsSoon,
  unapproved: words.previewing.unapproved,
  disabled: null,
};

/** What a notification says beyond the status of its task. */
export function NoticeSays({ about }: { about: Notification["about"] }) {
  const said = SAID[about];
  return said ? <p class="muted">{said}</p> : null;
}
