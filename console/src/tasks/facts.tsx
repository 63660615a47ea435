import type { ComponentChildren } from "preact";
import type { Task } from "../api/types";
import { duration, human, number, since, time } from "../format";
import { minute } from "../live/clock";
import { useServices } from "../services";
import { words } from "../words";
import { dollars, subjectAddress } from "./told";

/** What a task is, whose, and when it did what. */
export function Facts({ task }: { task: Task }) {
  const { kinds } = useServices();
  return (
    <section class="card">
      <h2 class="unseen">{words.details.facts}</h2>
      <dl class="facts">
        <Fact label={words.jobs.job}>#{task.number}</Fact>
        <Fact label={words.details.kind}>{kinds.title(task.kind)}</Fact>
        {task.subject && (
          <Fact label={words.details.about}>{<Subject subject={task.subject} />}</Fact>
        )}
        <Fact label={words.details.launchedBy}>
          {task.launched_by.name}
          {task.launched_by.via !== "staff" && ` (${words.tasks[task.launched_by.via]})`}
        </Fact>
        {task.workflow && (
          <Fact label={words.details.workflow}>
            <a href={`/autopilot/${encodeURIComponent(task.workflow.id)}`}>{task.workflow.name}</a>
          </Fact>
        )}
        <Fact label={words.details.launchedAt}>{time(task.created_at)}</Fact>
        {task.started_at && <Fact label={words.details.started}>{time(task.started_at)}</Fact>}
        {task.ended_at && <Fact label={words.details.ended}>{time(task.ended_at)}</Fact>}
        {task.started_at && task.ended_at && (
          <Fact label={words.details.duration}>
            {duration((Date.parse(task.ended_at) - Date.parse(task.started_at)) / 1000)}
          </Fact>
        )}
        {task.moved_at && !task.ended_at && (
          <Fact label={words.details.moved}>{since(task.moved_at, minute.value)}</Fact>
        )}
        {task.runs_at && <Fact label={words.details.runsAt}>{time(task.runs_at)}</Fact>}
        {task.expires_at && (
          <Fact label={words.details.keptUntil}>
            {time(task.expires_at)} ({since(task.expires_at, minute.value)})
          </Fact>
        )}
        {task.cost && <Fact label={words.details.cost}>{dollars(task.cost.dollars)}</Fact>}
        {task.retry_of && (
          <Fact label={words.details.retryOf}>
            <a href={`/tasks/${task.retry_of}`}>{words.details.first}</a>
          </Fact>
        )}
        {task.retried_by && (
          <Fact label={words.details.retriedBy}>
            <a href={`/tasks/${task.retried_by}`}>{words.details.retry}</a>
          </Fact>
        )}
        {task.preview_of && (
          <Fact label={words.previewing.of}>
            <a href={`/tasks/${task.preview_of}`}>{words.previewing.title}</a>
          </Fact>
        )}
        {task.undo_of && (
          <Fact label={words.details.undoOf}>
            <a href={`/tasks/${task.undo_of}`}>{words.details.first}</a>
          </Fact>
        )}
        {task.undone_by && (
          <Fact label={words.details.undoneBy}>
            <a href={`/tasks/${task.undone_by}`}>{words.details.undo}</a>
          </Fact>
        )}
      </dl>
    </section>
  );
}

/** One line of a list of facts. */
export function Fact({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Subject({ subject }: { subject: NonNullable<Task["subject"]> }) {
  const address = subjectAddress(subject);
  const text = `${human(subject.type)} ${subject.id}`;
  return address ? <a href={address}>{text}</a> : text;
}

/** Kinds whose notices are orders to the payment service, and the mails about them. */
const CHARGES_CARDS: ReadonlySet<string> = new Set(["take_payments", "refund_payments"]);

/** What became of the messages that a task staged. */
export function Mail({ task }: { task: Task }) {
  const notices = task.progress.notices;
  if (!notices?.staged) return null;
  const { staged, sent = 0, discarded = 0, in_doubt = 0, refused = 0 } = notices;
  const waiting = staged - sent - discarded - in_doubt - refused;
  const parts: [string, number][] = [
    [words.details.staged, staged],
    [words.details.sent, sent],
    [words.details.waiting, waiting],
    [words.details.discarded, discarded],
    [words.details.inDoubt, in_doubt],
    [words.details.refused, refused],
  ];
  return (
    <section class="card">
      <h2>{CHARGES_CARDS.has(task.kind) ? words.details.ordersAndMail : words.details.mail}</h2>
      <dl class="facts">
        {parts
          .filter(([label, count]) => count > 0 || label === words.details.sent)
          .map(([label, count]) => (
            <Fact key={label} label={label}>
              <span class="figure">{number(count)}</span>
            </Fact>
          ))}
      </dl>
    </section>
  );
}
