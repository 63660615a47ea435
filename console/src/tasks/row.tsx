import type { Signal } from "@preact/signals";
import { useComputed, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { hasEnded, type Task } from "../api/types";
import { IconButton } from "../design/button";
import { StatusTag } from "../design/status";
import { human, since, time } from "../format";
import { minute, second } from "../live/clock";
import { useServices } from "../services";
import { words } from "../words";
import { TaskBar } from "./bar";
import { Reasons } from "./reasons";
import { subjectAddress, timeText, waitingText } from "./told";
import type { TaskWindow } from "./window";

export interface RowActions {
  choose(id: string, on: boolean): void;
  cancel(task: Task): void;
  remove(task: Task): void;
  retry(task: Task): void;
  pause(task: Task): void;
  resume(task: Task): void;
  retried(task: Task): void;
  /** Reasons are open: the rows stay where they are. */
  hold(id: string, on: boolean): void;
}

/** A task in the list. Only the rows that change are drawn again. */
export function TaskRow({
  id,
  row,
  list,
  actions,
}: {
  id: string;
  row: Signal<Task>;
  list: TaskWindow;
  actions: RowActions;
}) {
  const task = row.value;
  const chosen = useComputed(() => list.chosen.value.has(id)).value;
  const gone = useComputed(() => list.order.value.gone.has(id)).value;
  const open = useSignal(false);
  const panel = useId();
  const failed = task.progress.errors + task.progress.warnings > 0;
  const toggle = () => {
    open.value = !open.value;
    actions.hold(`reasons ${task.id}`, open.value);
  };
  return (
    <li class={rowClass(chosen, gone)} data-task={task.id}>
      <input
        type="checkbox"
        class="row-choose"
        aria-label={words.tasks.choose(task.number)}
        checked={chosen}
        disabled={gone}
        onChange={(event) => actions.choose(task.id, event.currentTarget.checked)}
      />
      <div class="row-what">
        <a class="row-title" href={`/tasks/${task.id}`}>
          {task.title}
        </a>
        <p class="row-meta">
          <span>#{task.number}</span>
          <KindAndSubject task={task} />
        </p>
      </div>
      <p class="row-who">
        <span>{task.launched_by.name}</span>
        <When at={task.created_at} />
      </p>
      <div class="row-progress">
        <TaskBar task={task} />
      </div>
      <p class="row-status">
        {gone ? (
          <span class="status quiet">{goneText(task)}</span>
        ) : (
          <StatusTag status={task.status} />
        )}
        <TimeLeft task={task} />
      </p>
      <div class="row-actions">
        {failed && (
          <IconButton
            icon="chevron"
            label={words.tasks.reasonsOf(task.number)}
            aria-expanded={open.value}
            aria-controls={panel}
            onClick={toggle}
          />
        )}
        {!gone && <Buttons task={task} actions={actions} />}
      </div>
      {open.value && (
        <div class="row-reasons" id={panel}>
          <Reasons task={task} onRetry={actions.retried} />
        </div>
      )}
    </li>
  );
}

function Buttons({ task, actions }: { task: Task; actions: RowActions }) {
  return (
    <>
      {task.may.retry && (
        <IconButton
          icon="retry"
          label={words.tasks.retryOne(task.number)}
          onClick={() => actions.retry(task)}
        />
      )}
      {task.may.pause && (
        <IconButton
          icon="pause"
          label={words.tasks.pauseOne(task.number)}
          onClick={() => actions.pause(task)}
        />
      )}
      {task.may.resume && (
        <IconButton
          icon="resume"
          label={words.tasks.resumeOne(task.number)}
          onClick={() => actions.resume(task)}
        />
      )}
      {task.may.cancel && (
        <IconButton
          icon="close"
          label={words.tasks.cancelOne(task.number)}
          onClick={() => actions.cancel(task)}
        />
      )}
      {task.may.delete && (
        <IconButton
          icon="trash"
          label={words.tasks.deleteOne(task.number)}
          onClick={() => actions.remove(task)}
        />
      )}
    </>
  );
}

function KindAndSubject({ task }: { task: Task }) {
  const { kinds } = useServices();
  const address = task.subject && subjectAddress(task.subject);
  return (
    <>
      <span>{kinds.title(task.kind)}</span>
      {task.subject && address && (
        <a href={address}>
          {human(task.subject.type)} {task.subject.id}
        </a>
      )}
    </>
  );
}

function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={time(at)}>
      {since(at, minute.value)}
    </time>
  );
}

function TimeLeft({ task }: { task: Task }) {
  const text = waitingText(task.waiting) ?? timeText(task, hasEnded(task) ? 0 : second.value);
  return text ? <span class="row-time">{text}</span> : null;
}

function goneText(task: Task): string {
  return hasEnded(task) ? words.tasks.gone : words.tasks.left;
}

function rowClass(chosen: boolean, gone: boolean): string {
  return ["row", chosen && "chosen", gone && "gone"].filter(Boolean).join(" ");
}
