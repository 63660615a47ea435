import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { isGone, Refused } from "../api/answer";
import type { Task } from "../api/types";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { ErrorCallout } from "../design/messages";
import { number } from "../format";
import { useServices } from "../services";
import { words } from "../words";
import { cancelTask } from "./act";
import { settled } from "./counts";

interface Result {
  readonly task: Task;
  /** It had ended before the cancel came. */
  readonly tooLate: boolean;
}

/** Asks, cancels, and then shows the receipts. */
export function CancelDialog({
  tasks,
  onTask,
  onGone,
  onClose,
}: {
  tasks: readonly Task[];
  onTask: (task: Task) => void;
  onGone: (id: string) => void;
  onClose: () => void;
}) {
  const { api } = useServices();
  const reason = useSignal("");
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const results = useSignal<readonly Result[] | null>(null);
  const why = useId();

  const one = async (task: Task): Promise<Result | null> => {
    try {
      const cancelled = await cancelTask(api, task.id, reason.value);
      onTask(cancelled);
      return { task: cancelled, tooLate: false };
    } catch (error) {
      if (isGone(error)) onGone(task.id);
      else if (error instanceof Refused && error.status === 409) return late(task);
      else throw error;
      return null;
    }
  };
  const late = async (task: Task): Promise<Result> => {
    const answer = await api.GET("/v1/tasks/{task_id}", {
      params: { path: { task_id: task.id } },
    });
    if (answer.data) onTask(answer.data);
    return { task: answer.data ?? task, tooLate: true };
  };
  const yes = async () => {
    busy.value = true;
    failure.value = null;
    const all = await Promise.allSettled(tasks.map(one));
    const done = all.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    failure.value = all.find((each) => each.status === "rejected")?.reason ?? null;
    // What was cancelled has its receipt, also where another one could not be.
    if (done.length) results.value = done.filter((result) => result !== null);
    busy.value = false;
  };

  if (results.value) {
    return <Receipts results={results.value} failure={failure.value} onClose={onClose} />;
  }
  return (
    <Dialog title={question(tasks)} onClose={onClose}>
      {tasks.map((task) => (
        <p key={task.id} class="subject-line">
          {tasks.length > 1 && <b>#{task.number} </b>}
          {task.title}
        </p>
      ))}
      <p>{words.cancelling.text}</p>
      <label class="field" for={why}>
        <span class="label">{words.cancelling.reason}</span>
        <input
          id={why}
          maxLength={500}
          value={reason.value}
          onInput={(event) => {
            reason.value = event.currentTarget.value;
          }}
        />
      </label>
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      <DialogActions>
        <Button onClick={onClose} data-first>
          {words.noThanks}
        </Button>
        <Button look="danger" busy={busy.value} onClick={yes}>
          {busy.value ? words.cancelling.working : words.yes}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function question(tasks: readonly Task[]): string {
  const [first, second] = tasks;
  return first && !second
    ? words.cancelling.title(first.number)
    : words.cancelling.titleMany(tasks.length);
}

function Receipts({
  results,
  failure,
  onClose,
}: {
  results: readonly Result[];
  failure: unknown;
  onClose: () => void;
}) {
  return (
    <Dialog title={receiptTitle(results)} onClose={onClose}>
      {failure !== null && <ErrorCallout error={failure} />}
      {results.map((result) => (
        <CancelReceipt key={result.task.id} {...result} named={results.length > 1} />
      ))}
      <DialogActions>
        <Button look="primary" onClick={onClose} data-first>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function receiptTitle(results: readonly Result[]): string {
  const [first, second] = results;
  if (!first) return words.details.goneTitle;
  if (second) return words.cancelling.receipts(results.filter((one) => !one.tooLate).length);
  return first.tooLate ? first.task.title : words.cancelling.receipt(first.task.number);
}

function CancelReceipt({ task, tooLate, named }: Result & { named: boolean }) {
  return (
    <section class="cancel-receipt">
      {named && <h3>{words.cancelling.receipt(task.number)}</h3>}
      {tooLate ? (
        <p>
          {words.cancelling.tooLate} {words.status[task.status]}.
        </p>
      ) : (
        <>
          <p>{words.cancelling.nothingMore}</p>
          <CancelCounts task={task} />
          <p class="muted">{words.cancelling.restIn}</p>
        </>
      )}
    </section>
  );
}

/** What was done before the cancel, and what was not. */
export function CancelCounts({ task }: { task: Task }) {
  const { progress } = task;
  const notices = progress.notices;
  return (
    <dl class="receipt-counts">
      <Count label={words.cancelling.done} value={settled(progress)} />
      <Count label={words.cancelling.notAttempted} value={progress.not_attempted} />
      {!!notices?.sent && <Count label={words.cancelling.sent} value={notices.sent} />}
      <Count label={words.cancelling.discarded} value={notices?.discarded ?? 0} />
      <Count
        label={words.cancelling.inDoubt}
        value={notices?.in_doubt ?? 0}
        {...(notices?.in_doubt ? { hint: words.cancelling.inDoubtHint } : {})}
      />
    </dl>
  );
}

function Count({ label, value, hint }: { label: string; value: number; hint?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {number(value)}
        {hint && <small>{hint}</small>}
      </dd>
    </div>
  );
}
