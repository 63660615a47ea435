import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Intent } from "../api/intent";
import type { Task } from "../api/types";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { Callout, ErrorCallout } from "../design/messages";
import { useServices } from "../services";
import { words } from "../words";
import { undoTask } from "./act";

/** Says what cannot be taken back, and asks before the rest is. */
export function UndoDialog({
  task,
  onUndo,
  onClose,
}: {
  task: Task;
  onUndo: (undo: Task) => void;
  onClose: () => void;
}) {
  const { api } = useServices();
  const intent = useMemo(() => new Intent(), []);
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const undo = async () => {
    busy.value = true;
    failure.value = null;
    try {
      onUndo(await undoTask(api, task.id, intent));
    } catch (error) {
      failure.value = error;
    } finally {
      busy.value = false;
    }
  };
  return (
    <Dialog title={words.undoing.title(task.number)} onClose={onClose}>
      <p class="subject-line">{task.title}</p>
      <p>{words.undoing.text(task.progress.succeeded + task.progress.warnings)}</p>
      {task.undo_warning && <Callout tone="warning">{task.undo_warning}</Callout>}
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      <DialogActions>
        <Button onClick={onClose} data-first>
          {words.noThanks}
        </Button>
        <Button look="primary" busy={busy.value} onClick={undo}>
          {busy.value ? words.undoing.working : words.undoing.go}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
