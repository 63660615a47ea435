import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { answerOf } from "../api/answer";
import { Intent } from "../api/intent";
import { hasEnded, type OutcomeGroup, type Task } from "../api/types";
import { Button } from "../design/button";
import { ErrorCallout, Loading } from "../design/messages";
import { human, number } from "../format";
import { announce } from "../live/announcer";
import { useLoad } from "../live/use";
import { useServices } from "../services";
import { words } from "../words";
import { retryTask } from "./act";

const FAILURES: readonly OutcomeGroup["outcome"][] = ["error", "not_attempted", "warning"];

/** The groups that are no success, the largest of the worst first. */
export function failuresOf(groups: readonly OutcomeGroup[]): OutcomeGroup[] {
  return groups
    .filter(({ outcome }) => FAILURES.includes(outcome))
    .sort(
      (a, b) =>
        FAILURES.indexOf(a.outcome) - FAILURES.indexOf(b.outcome) ||
        b.count - a.count ||
        a.code.localeCompare(b.code),
    );
}

/**
 * What went wrong, by reason. While a task runs the groups have no counts: they would be of another
 * moment than the task's own.
 */
export function Reasons({ task, onRetry }: { task: Task; onRetry: (retry: Task) => void }) {
  const { api } = useServices();
  const failed = task.progress.errors + task.progress.warnings;
  const ended = hasEnded(task);
  const groups = useLoad(
    async (signal) =>
      answerOf(
        await api.GET("/v1/tasks/{task_id}/outcomes/summary", {
          params: { path: { task_id: task.id } },
          signal,
        }),
      ).groups,
    // Read again when the first failures come, at the end, and when a retry has taken some up.
    [task.id, ended, failed > 0, task.leftover],
  );
  if (groups.error) return <ErrorCallout error={groups.error} retry={groups.reload} />;
  if (!groups.data) return <Loading />;
  const failures = failuresOf(groups.data);
  if (!failures.length) return <p class="muted">{words.details.noReasons}</p>;
  return (
    <>
      <ul class="reasons">
        {failures.map((group) => (
          <Reason
            key={`${group.outcome} ${group.code}`}
            group={group}
            task={task}
            counted={ended}
            onRetry={onRetry}
          />
        ))}
      </ul>
      {!ended && <p class="muted">{words.details.reasonsRunning}</p>}
    </>
  );
}

function Reason({
  group,
  task,
  counted,
  onRetry,
}: {
  group: OutcomeGroup;
  task: Task;
  counted: boolean;
  onRetry: (retry: Task) => void;
}) {
  const part = group.outcome === "not_attempted" ? "not_attempted" : `${group.outcome}s`;
  const again = group.outcome === "error" && group.code && !group.retried_by && task.may.retry;
  return (
    <li>
      <i class={`swatch ${part}`} aria-hidden="true" />
      <div class="reason-text">
        <p>
          {counted && <b>{number(group.count)} </b>}
          <span class="reason-outcome">{words.outcomes[group.outcome]}: </span>
          {human(group.code)}
        </p>
        {group.example && (
          <p class="muted">
            {words.details.example} {group.example.target}
            {group.example.message && `: ${group.example.message}`}
          </p>
        )}
      </div>
      {counted && group.retried_by && (
        <a href={`/tasks/${group.retried_by}`}>{words.details.takenUp}</a>
      )}
      {again && counted && (
        <RetryButton task={task} codes={[group.code]} onRetry={onRetry}>
          {words.retrying.these(group.count)}
        </RetryButton>
      )}
    </li>
  );
}

/** Launches a retry; a second press before the answer, or after a lost one, launches no other. */
export function RetryButton({
  task,
  codes,
  onRetry,
  children,
}: {
  task: Task;
  codes: readonly string[] | null;
  onRetry: (retry: Task) => void;
  children: string;
}) {
  const { api } = useServices();
  const intent = useMemo(() => new Intent(), []);
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const press = async () => {
    busy.value = true;
    failure.value = null;
    try {
      const retry = await retryTask(api, task.id, codes, intent);
      announce(words.retrying.launched(retry.number));
      onRetry(retry);
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  return (
    <div class="retry">
      <Button icon="retry" busy={busy.value} onClick={press}>
        {children}
      </Button>
      {failure.value !== null && <ErrorCallout error={failure.value} />}
    </div>
  );
}
