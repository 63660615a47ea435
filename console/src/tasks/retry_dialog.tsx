import type { Task } from "../api/types";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { words } from "../words";
import { RetryButton } from "./reasons";

/** Asks before all that failed is tried again. */
export function RetryDialog({
  task,
  onRetry,
  onClose,
}: {
  task: Task;
  onRetry: (retry: Task) => void;
  onClose: () => void;
}) {
  const count = task.leftover;
  return (
    <Dialog title={words.retrying.title(task.number)} onClose={onClose}>
      <p class="subject-line">{task.title}</p>
      <p>{words.retrying.text(count)}</p>
      <DialogActions>
        <Button onClick={onClose} data-first>
          {words.noThanks}
        </Button>
        <RetryButton task={task} codes={null} onRetry={onRetry}>
          {words.retrying.all(count)}
        </RetryButton>
      </DialogActions>
    </Dialog>
  );
}
