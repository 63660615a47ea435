import { answerOf } from "../api/answer";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { Icon } from "../design/icon";
import { Callout, ErrorCallout } from "../design/messages";
import { human } from "../format";
import { useLoad } from "../live/use";
import { useServices } from "../services";
import { words } from "../words";

/** The service's own audit of a task, check by check. */
export function AuditDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { api } = useServices();
  const audit = useLoad(
    async (signal) =>
      answerOf(
        await api.GET("/v1/tasks/{task_id}/audit", { params: { path: { task_id: id } }, signal }),
      ),
    [id],
  );
  return (
    <Dialog title={words.details.proofTitle} onClose={onClose} wide>
      <p class="muted">{words.details.proofText}</p>
      {audit.loading && <p role="status">{words.details.proving}</p>}
      {audit.error ? <ErrorCallout error={audit.error} retry={audit.reload} /> : null}
      {audit.data && (
        <>
          <Callout tone={audit.data.ok ? "good" : "error"}>
            {audit.data.ok ? words.details.proved : words.details.notProved}
          </Callout>
          <ul class="checks">
            {audit.data.checks.map((check) => (
              <li key={check.name} class={check.ok ? "good" : "bad"}>
                <Icon name={check.ok ? "check" : "close"} />
                <div>
                  <b>{human(check.name)}</b>
                  <p class="muted">{check.detail}</p>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      <DialogActions>
        <Button onClick={onClose} data-first>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
