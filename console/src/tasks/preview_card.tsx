import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Intent } from "../api/intent";
import { hasEnded, type Task } from "../api/types";
import { Button } from "../design/button";
import { Callout, ErrorCallout } from "../design/messages";
import { useServices } from "../services";
import { words } from "../words";
import { decideOnPreview, runPreview } from "./act";
import { Fact } from "./facts";
import { sumText } from "./told";

interface Given {
  task: Task;
  onRun: (task: Task) => void;
  onTask: (task: Task) => void;
}

/** What a preview has come to, and what may be done with it; nothing of other tasks. */
export function PreviewCard(given: Given) {
  return given.task.preview ? <Shown {...given} /> : null;
}

function Shown({ task, onRun, onTask }: Given) {
  const { api } = useServices();
  const intent = useMemo(() => new Intent(), []);
  const busy = useSignal<"run" | "approve" | "reject" | null>(null);
  const failure = useSignal<unknown>(null);
  const attempt = async (what: "run" | "approve" | "reject", send: () => Promise<void>) => {
    if (busy.value) return;
    busy.value = what;
    failure.value = null;
    try {
      await send();
    } catch (error) {
      failure.value = error;
    }
    busy.value = null;
  };
  const decide = (answer: "approve" | "reject") =>
    attempt(answer, async () => onTask(await decideOnPreview(api, task.id, answer)));
  const sums = Object.entries(task.sums ?? {}).sort(([one], [other]) => one.localeCompare(other));
  return (
    <section class="card stack">
      <h2>{words.previewing.title}</h2>
      <p class="muted">{words.previewing.text}</p>
      {sums.length > 0 && (
        <dl class="facts">
          {sums.map(([name, amount]) => {
            const [label, text] = sumText(name, amount);
            return (
              <Fact key={name} label={label}>
                {text}
              </Fact>
            );
          })}
        </dl>
      )}
      {task.approval && (
        <Callout tone={task.approval.approved ? "info" : "warning"}>
          {words.previewing.said(task.approval.approved, task.approval.by, task.approval.reason)}
        </Callout>
      )}
      {task.run_by && (
        <p>
          <a href={`/tasks/${task.run_by}`}>{words.previewing.ran}</a>
        </p>
      )}
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      {hasEnded(task) && (task.may.run || task.may.approve) && (
        <div class="inline">
          {task.may.run && (
            <Button
              look="primary"
              busy={busy.value === "run"}
              onClick={() =>
                attempt("run", async () => onRun(await runPreview(api, task.id, intent)))
              }
            >
              {busy.value === "run" ? words.launch.going : words.previewing.run}
            </Button>
          )}
          {task.may.approve && (
            <>
              <Button
                look="primary"
                busy={busy.value === "approve"}
                onClick={() => decide("approve")}
              >
                {words.previewing.approve}
              </Button>
              <Button busy={busy.value === "reject"} onClick={() => decide("reject")}>
                {words.previewing.reject}
              </Button>
            </>
          )}
        </div>
      )}
    </section>
  );
}
