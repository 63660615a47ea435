import { done, isGone } from "../api/answer";
import type { Workflow } from "../api/types";
import { ConfirmDialog } from "../design/confirm";
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
  const remove = async () => {
    const path = { workflow_id: workflow.id };
    const header = { "If-Match": `"${workflow.version}"` };
    try {
      done(await api.DELETE("/v1/autopilots/{workflow_id}", { params: { path, header } }));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    announce(words.autopilot.deleted);
  };
  return (
    <ConfirmDialog
      title={words.autopilot.deleteTitle(workflow.name)}
      act={remove}
      onClose={onClose}
    >
      <p>{words.autopilot.deleteText}</p>
    </ConfirmDialog>
  );
}
