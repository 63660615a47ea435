import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { hasEnded, type Task } from "../api/types";
import { Button, LinkButton } from "../design/button";
import { Callout, Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { StatusTag } from "../design/status";
import { second } from "../live/clock";
import { useServices } from "../services";
import { words } from "../words";
import { AuditDialog } from "./audit_dialog";
import { TaskBar } from "./bar";
import { CancelCounts, CancelDialog } from "./cancel_dialog";
import { DeleteDialog } from "./delete_dialog";
import { Facts, Mail } from "./facts";
import { useLiveTask } from "./live_task";
import { Outcomes } from "./outcomes";
import { Parameters } from "./parameters";
import { PauseDialog, ResumeDialog } from "./pause_dialog";
import { PreviewCard } from "./preview_card";
import { Reasons } from "./reasons";
import { ReportButton } from "./report_button";
import { RetryDialog } from "./retry_dialog";
import { resultAddress, timeText, waitingText } from "./told";
import { UndoDialog } from "./undo_dialog";

type Asking = "cancel" | "delete" | "retry" | "undo" | "audit" | "pause" | "resume";

/** Everything about one task. */
export default function DetailsPage() {
  const { params } = useRoute();
  const id = params.id ?? "";
  return <Details key={id} id={id} />;
}

function Details({ id }: { id: string }) {
  const { kinds, bell } = useServices();
  const { route } = useLocation();
  const { task, gone, error, lookAgain, set } = useLiveTask(id);
  const asking = useSignal<Asking | null>(null);
  const deleted = useSignal(false);
  useEffect(() => {
    kinds.load().catch(() => undefined);
  }, [kinds]);
  const ended = !!task && hasEnded(task);
  useEffect(() => {
    if (ended) bell.readOf(id);
  }, [ended, bell, id, bell.unread.value]);
  if (gone && !deleted.value) return <Gone task={task} />;
  if (!task) {
    return (
      <Page title={words.tasks.title}>
        {error ? <ErrorCallout error={error} retry={lookAgain} /> : <Loading />}
      </Page>
    );
  }
  const close = () => {
    asking.value = null;
    if (deleted.value) route("/tasks");
    else lookAgain();
  };
  return (
    <Page
      title={task.title}
      back={{ href: "/tasks", text: words.tasks.title }}
      aside={<StatusTag status={task.status} />}
      actions={<Actions task={task} ask={(what) => (asking.value = what)} />}
    >
      <div class="stack">
        <Standing task={task} />
        <PreviewCard task={task} onRun={(ran) => route(`/tasks/${ran.id}`)} onTask={set} />
        {task.cancelled && <Cancelled task={task} />}
        {task.failure && (
          <Callout tone="error" title={words.details.failure}>
            {task.failure}
          </Callout>
        )}
        <Facts task={task} />
        <Parameters task={task} />
        <Mail task={task} />
      </div>
      <Failures task={task} onRetry={(retry) => route(`/tasks/${retry.id}`)} />
      <Outcomes task={task} />
      {asking.value === "cancel" && (
        <CancelDialog tasks={[task]} onTask={set} onGone={lookAgain} onClose={close} />
      )}
      {asking.value === "delete" && (
        <DeleteDialog
          tasks={[task]}
          onDeleted={() => {
            deleted.value = true;
          }}
          onClose={close}
        />
      )}
      {asking.value === "retry" && (
        <RetryDialog task={task} onRetry={(retry) => route(`/tasks/${retry.id}`)} onClose={close} />
      )}
      {asking.value === "undo" && (
        <UndoDialog task={task} onUndo={(undo) => route(`/tasks/${undo.id}`)} onClose={close} />
      )}
      {asking.value === "pause" && <PauseDialog task={task} onTask={set} onClose={close} />}
      {asking.value === "resume" && <ResumeDialog task={task} onTask={set} onClose={close} />}
      {asking.value === "audit" && <AuditDialog id={task.id} onClose={close} />}
    </Page>
  );
}

function Actions({ task, ask }: { task: Task; ask: (what: Asking) => void }) {
  return (
    <>
      <Button icon="shield" onClick={() => ask("audit")}>
        {words.details.prove}
      </Button>
      {task.may.retry && (
        <Button icon="retry" onClick={() => ask("retry")}>
          {words.retrying.all(task.leftover)}
        </Button>
      )}
      {task.may.undo && (
        <Button icon="undo" onClick={() => ask("undo")}>
          {words.undoing.go}
        </Button>
      )}
      {task.may.delete && (
        <Button icon="trash" onClick={() => ask("delete")}>
          {words.autopilot.delete}
        </Button>
      )}
      {task.may.pause && (
        <Button icon="pause" onClick={() => ask("pause")}>
          {words.pausing.go}
        </Button>
      )}
      {task.may.resume && (
        <Button icon="resume" look="primary" onClick={() => ask("resume")}>
          {words.resuming.go}
        </Button>
      )}
      {task.may.cancel && (
        <Button icon="close" onClick={() => ask("cancel")}>
          {words.cancel}
        </Button>
      )}
    </>
  );
}

/** How far it is, and what it has led to. */
function Standing({ task }: { task: Task }) {
  const waiting = waitingText(task.waiting);
  const text = waiting ?? timeText(task, hasEnded(task) ? 0 : second.value);
  const address = task.result && resultAddress(task.result);
  return (
    <section class="card stack standing">
      <TaskBar task={task} />
      {text && <p class="muted">{text}</p>}
      {task.result && (
        <p class="result">
          <span>{task.result.summary}</span>
          {address && (
            <LinkButton href={address} look="primary">
              {words.details.open}
            </LinkButton>
          )}
          {task.result.type === "report" && <ReportButton task={task} />}
        </p>
      )}
    </section>
  );
}

function Cancelled({ task }: { task: Task }) {
  if (!task.cancelled) return null;
  const { by, reason } = task.cancelled;
  return (
    <section class="card stack">
      <h2>
        {words.details.cancelledBy} {by}
      </h2>
      {reason && <p class="subject-line">{reason}</p>}
      <CancelCounts task={task} />
    </section>
  );
}

function Failures({ task, onRetry }: { task: Task; onRetry: (retry: Task) => void }) {
  const { errors, warnings, not_attempted } = task.progress;
  if (errors + warnings + not_attempted === 0) return null;
  return (
    <section class="section">
      <h2>{words.details.reasons}</h2>
      <div class="card">
        <Reasons task={task} onRetry={onRetry} />
      </div>
    </section>
  );
}

function Gone({ task }: { task: Task | null }) {
  return (
    <Page title={task ? task.title : words.details.goneTitle}>
      <Empty title={words.details.goneTitle} text={words.details.goneText}>
        <LinkButton href="/tasks">{words.trouble.toTasks}</LinkButton>
      </Empty>
    </Page>
  );
}
