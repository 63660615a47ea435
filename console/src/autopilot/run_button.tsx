import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso";
import { answerOf } from "../api/answer";
import { Intent } from "../api/intent";
import type { Workflow } from "../api/types";
import { Button } from "../design/button";
import { ErrorCallout } from "../design/messages";
import { useServices } from "../services";
import { words } from "../words";

/** Launches a workflow's task now, and shows it. */
export function RunButton({ workflow }: { workflow: Workflow }) {
  const { api } = useServices();
  const { route } = useLocation();
  const intent = useMemo(() => new Intent(), []);
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const run = async () => {
    busy.value = true;
    failure.value = null;
    try {
      const task = answerOf(
        await api.POST("/v1/autopilots/{workflow_id}/run", {
          params: { path: { workflow_id: workflow.id }, header: intent.keyFor([workflow.id]) },
        }),
      );
      intent.settle();
      route(`/tasks/${task.id}`);
    } catch (error) {
      failure.value = error;
      busy.value = false;
    }
  };
  return (
    <>
      <Button icon="launch" busy={busy.value} onClick={run}>
        {words.autopilot.runNow}
      </Button>
      {failure.value !== null && <ErrorCallout error={failure.value} />}
    </>
  );
}
