import { hasEnded, type Task } from "../api/types";
import { number } from "../format";
import { words } from "../words";
import { percent, type Share, sharesOf } from "./counts";

type Shown = Pick<Task, "progress" | "state">;

/** How far a task is: each count in its own colour and pattern, and in words below. */
export function TaskBar({ task, quiet = false }: { task: Shown; quiet?: boolean }) {
  const shares = sharesOf(task.progress);
  const text = inWords(task, shares);
  return (
    <div class="progress">
      {hasEnded(task) ? (
        <div class="bar" role="img" aria-label={text}>
          <Segments shares={shares} />
        </div>
      ) : (
        <div
          class={task.progress.total || task.state === "queued" ? "bar" : "bar unknown"}
          role="progressbar"
          aria-label={words.counts.progress}
          aria-valuetext={text}
          {...(task.progress.total
            ? { "aria-valuenow": percent(task.progress), "aria-valuemin": 0, "aria-valuemax": 100 }
            : {})}
        >
          <Segments shares={shares} />
        </div>
      )}
      {!quiet && <Counts task={task} shares={shares} />}
    </div>
  );
}

function Segments({ shares }: { shares: readonly Share[] }) {
  return (
    <>
      {shares.map(({ part, count }) => (
        <span key={part} class={`segment ${part}`} style={{ flexGrow: count }} />
      ))}
    </>
  );
}

function Counts({ task, shares }: { task: Shown; shares: readonly Share[] }) {
  if (!task.progress.total) return <p class="counts muted">{withoutTotal(task)}</p>;
  return (
    <p class="counts" title={words.counts.inAll(task.progress.total)}>
      {shares.map(({ part, count }) => (
        <span key={part} class={`count ${part}`}>
          <i class={`swatch ${part}`} aria-hidden="true" />
          <b>{number(count)}</b> {words.counts[part]}
        </span>
      ))}
    </p>
  );
}

function withoutTotal(task: Shown): string {
  if (hasEnded(task)) return words.counts.nothing;
  return task.state === "queued" ? words.counts.queued : words.counts.planning;
}

function inWords(task: Shown, shares: readonly Share[]): string {
  if (!task.progress.total) return withoutTotal(task);
  return shares.map(({ part, count }) => `${number(count)} ${words.counts[part]}`).join(", ");
}
