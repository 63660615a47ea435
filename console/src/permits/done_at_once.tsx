import { useEffect, useRef } from "preact/hooks";
import type { Receipt, SavedPermit } from "../api/types";
import { Callout } from "../design/messages";
import { human } from "../format";
import { TaskBar } from "../tasks/bar";
import { words } from "../words";

const SHOWN = 50;

/** What a call has done before it answered, shown where it was asked for. */
export function DoneAtOnce({
  saved,
  receipt,
}: {
  saved: SavedPermit | null;
  receipt: Receipt | null;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (saved || receipt) place.current?.focus();
  }, [saved, receipt]);
  if (!saved && !receipt) return null;
  return (
    <div ref={place} tabIndex={-1} class="done" role="status">
      {receipt && <Callout tone="info">{words.receipt.nothing}.</Callout>}
      {saved && <Saved saved={saved} />}
    </div>
  );
}

function Saved({ saved }: { saved: SavedPermit }) {
  const remarks = saved.outcomes.filter(({ outcome }) => outcome !== "succeeded");
  const tone = saved.saved.errors ? "error" : saved.saved.warnings ? "warning" : "good";
  return (
    <section class="card stack">
      <Callout tone={tone} title={words.permits.saved} />
      <TaskBar task={{ progress: saved.saved, state: "completed" }} />
      {remarks.length > 0 && (
        <ul class="reasons">
          {remarks.slice(0, SHOWN).map((row) => (
            <li key={row.target}>
              <i
                class={`swatch ${row.outcome === "skipped" ? "skipped" : `${row.outcome}s`}`}
                aria-hidden="true"
              />
              <div class="reason-text">
                <p>
                  <span class="reason-outcome">{words.outcomes[row.outcome]}: </span>
                  {human(row.code)}
                </p>
                <p class="muted">
                  {row.target}
                  {row.message && `: ${row.message}`}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
