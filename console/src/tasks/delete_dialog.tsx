import { useSignal } from "@preact/signals";
import type { Task } from "../api/types";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { ErrorCallout } from "../design/messages";
import { announce } from "../live/announcer";
import { useServices } from "../services";
import { words } from "../words";
import { deleteTask } from "./act";

/** Asks, and deletes ended tasks. */
export function DeleteDialog({
  tasks,
  onDeleted,
  onClose,
}: {
  tasks: readonly Task[];
  onDeleted: (id: string) => void;
  onClose: () => void;
}) {
  const { api } = useServices();
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const [first] = tasks;
  const single = tasks.length === 1 && first ? first : null;
  const yes = async () => {
    busy.value = true;
    failure.value = null;
    try {
      for (const { id } of tasks) {
        await deleteTask(api, id);
        onDeleted(id);
      }
      announce(single ? words.deleting.done(single.number) : words.deleting.doneMany(tasks.length));
      onClose();
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  return (
    <Dialog
      title={single ? words.deleting.title(single.number) : words.deleting.titleMany(tasks.length)}
      onClose={onClose}
    >
      {single && <p class="subject-line">{single.title}</p>}
      <p>{words.deleting.text}</p>
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      <DialogActions>
        <Button onClick={onClose} data-first>
          {words.noThanks}
        </Button>
        <Button look="danger" busy={busy.value} onClick={yes}>
          {words.yes}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
