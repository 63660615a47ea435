import { hasEnded, type Task, type Waiting } from "../api/types";
import { duration, human, number } from "../format";
import { words } from "../words";

/** Why a task waits, with its place in line. */
export function waitingText(waiting: Waiting | null | undefined): string | null {
  if (!waiting) return null;
  switch (waiting.for) {
    case "turn":
      return words.tasks.waiting.turn(waiting.ahead ?? 0);
    case "rate":
      return words.tasks.waiting.rate;
    case "pause":
      return words.tasks.waiting.pause(waiting.by, waiting.reason);
    case "approval":
      return words.tasks.waiting.approval;
    case "hold":
      return words.tasks.waiting.hold(waiting.by, waiting.reason);
    default:
      return words.tasks.waiting.other;
  }
}

/** At which number or share of errors a task pauses itself. */
export function stopsAt(threshold: Task["stop_when"]): string | null {
  if (!threshold) return null;
  if (threshold.errors !== null) return words.resuming.errors(threshold.errors);
  return threshold.error_percent === null ? null : words.resuming.percent(threshold.error_percent);
}

/** How long a task still needs, or how long it took. */
export function timeText(task: Task, now: number): string | null {
  if (hasEnded(task)) {
    if (!task.started_at || !task.ended_at) return null;
    return words.tasks.took(secondsBetween(task.started_at, task.ended_at));
  }
  if (task.state === "finishing") return words.counts.finishing;
  if (task.state === "cancelling") return words.counts.stopping;
  if (!task.eta) return null;
  const until = (at: string) => (Date.parse(at) - now) / 1000;
  const [soonest, latest] = [task.eta_range?.earliest, task.eta_range?.latest ?? task.eta].map(
    (at) => (at ? until(at) : 0),
  ) as [number, number];
  if (latest < 1) return words.tasks.almost;
  const most = duration(latest);
  if (soonest < 1) return words.tasks.atMost(most);
  const least = duration(soonest);
  return words.tasks.timeLeft(least === most ? most : words.tasks.range(least, most));
}

/** A sum of a preview: what it is of, and how much. */
export function sumText(name: string, amount: number): [string, string] {
  if (!name.endsWith("cents")) return [human(name), number(amount)];
  const whole = Math.floor(Math.abs(amount) / 100);
  const part = String(Math.abs(amount) % 100).padStart(2, "0");
  return [human(name.replace(/_cents$/, "")), `${amount < 0 ? "-" : ""}$${number(whole)}.${part}`];
}

/** An amount that may be far below a cent. */
export function dollars(amount: number): string {
  return amount < 0.01 ? `$${amount.toFixed(6)}` : `$${amount.toFixed(2)}`;
}

/** Where on the console the result of a task is. */
export function resultAddress(result: NonNullable<Task["result"]>): string | null {
  const id = encodeURIComponent(result.id);
  if (result.type === "permit") return `/permits/${id}`;
  if (result.type === "receipt") return `/receipts/${id}`;
  if (result.type === "class") return `/classes/${id}`;
  return null;
}

/** Where on the console the subject of a task is. */
export function subjectAddress(subject: NonNullable<Task["subject"]>): string | null {
  const id = encodeURIComponent(subject.id);
  if (subject.type === "permit") return `/permits/${id}`;
  if (subject.type === "class") return `/classes/${id}`;
  return subject.type === "family" ? `/families/${id}` : null;
}

function secondsBetween(from: string, to: string): string {
  return duration((Date.parse(to) - Date.parse(from)) / 1000);
}
