import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Task } from "../api/types";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { ErrorCallout } from "../design/messages";
import { useServices } from "../services";
import { words } from "../words";
import { pauseTask, resumeTask } from "./act";
import { stopsAt } from "./told";

interface Asked {
  readonly task: Task;
  readonly onTask: (task: Task) => void;
  readonly onClose: () => void;
}

/** Asks why, and pauses. */
export function PauseDialog({ task, onTask, onClose }: Asked) {
  const { api } = useServices();
  const reason = useSignal("");
  const call = useCall(onTask, onClose);
  const why = useId();
  return (
    <Dialog title={words.pausing.title(task.number)} onClose={onClose}>
      <p class="subject-line">{task.title}</p>
      <p>{words.pausing.text}</p>
      <label class="field" for={why}>
        <span class="label">{words.pausing.reason}</span>
        <input
          id={why}
          maxLength={500}
          value={reason.value}
          onInput={(event) => {
            reason.value = event.currentTarget.value;
          }}
        />
      </label>
      {call.failure.value !== null && <ErrorCallout error={call.failure.value} />}
      <DialogActions>
        <Button onClick={onClose} data-first>
          {words.noThanks}
        </Button>
        <Button
          look="primary"
          busy={call.busy.value}
          onClick={() => call.make(() => pauseTask(api, task.id, reason.value))}
        >
          {call.busy.value ? words.pausing.working : words.pausing.go}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Lets a task go on; one with a threshold with it, or without it. */
export function ResumeDialog({ task, onTask, onClose }: Asked) {
  const { api } = useServices();
  const call = useCall(onTask, onClose);
  const threshold = stopsAt(task.stop_when);
  const resume = (without: boolean) => call.make(() => resumeTask(api, task.id, without));
  return (
    <Dialog title={words.resuming.title(task.number)} onClose={onClose}>
      <p class="subject-line">{task.title}</p>
      <p>{words.resuming.text}</p>
      {threshold && <p>{words.resuming.threshold(threshold)}</p>}
      {call.failure.value !== null && <ErrorCallout error={call.failure.value} />}
      <DialogActions>
        <Button onClick={onClose} data-first>
          {words.noThanks}
        </Button>
        {threshold && (
          <Button busy={call.busy.value} onClick={() => resume(true)}>
            {words.resuming.without}
          </Button>
        )}
        <Button look="primary" busy={call.busy.value} onClick={() => resume(false)}>
          {words.resuming.go}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function useCall(onTask: (task: Task) => void, onClose: () => void) {
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const make = async (call: () => Promise<Task>) => {
    busy.value = true;
    failure.value = null;
    try {
      onTask(await call());
      onClose();
    } catch (error) {
      failure.value = error;
      busy.value = false;
    }
  };
  return { busy, failure, make };
}
