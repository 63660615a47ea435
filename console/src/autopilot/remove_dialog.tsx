import { useSignal } from "@preact/signals";
import { done, isGone } from "../api/answer";
import type { Workflow } from "../api/types";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { ErrorCallout } from "../design/messages";
import { announce } from "../live/announcer";
import { useServices } from "../services";
import { words } from "../words";

/** Asks before a workflow is deleted. */
export function RemoveDialog({
  workflow,
  onClose,
}: {
  workflow: Workflow;
  onClose: (removed: boolean) => void;
}) {
  const { api } = useServices();
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const yes = async () => {
    busy.value = true;
    try {
      const path = { workflow_id: workflow.id };
      const header = { "If-Match": `"${workflow.version}"` };
      done(await api.DELETE("/v1/autopilots/{workflow_id}", { params: { path, header } }));
    } catch (error) {
      if (!isGone(error)) {
        failure.value = error;
        busy.value = false;
        return;
      }
    }
    announce(words.autopilot.deleted);
    onClose(true);
  };
  return (
    <Dialog title={words.autopilot.deleteTitle(workflow.name)} onClose={() => onClose(false)}>
      <p>{words.autopilot.deleteText}</p>
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      <DialogActions>
        <Button onClick={() => onClose(false)} data-first>
          {words.noThanks}
        </Button>
        <Button look="danger" busy={busy.value} onClick={yes}>
          {words.yes}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
