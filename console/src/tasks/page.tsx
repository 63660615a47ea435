import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useLocation } from "preact-iso";
import { hasEnded, type Task } from "../api/types";
import { Button, LinkButton } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { usePolling } from "../live/use";
import { useServices } from "../services";
import { words } from "../words";
import { CancelDialog } from "./cancel_dialog";
import { DeleteDialog } from "./delete_dialog";
import { addressOf, filterOf } from "./filter";
import { Filters } from "./filters";
import { useHolding } from "./holding";
import { PauseDialog, ResumeDialog } from "./pause_dialog";
import { RetryDialog } from "./retry_dialog";
import { type RowActions, TaskRow } from "./row";
import { TaskWindow } from "./window";

interface Asking {
  readonly what: "cancel" | "delete" | "retry" | "pause" | "resume";
  readonly tasks: readonly Task[];
}

/** The Background Tasks window. */
export default function TasksPage() {
  const { api, session, bell, kinds } = useServices();
  const { query } = useLocation();
  const filter = filterOf(query);
  const address = addressOf(filter);
  const me = session.user()?.id ?? "";
  const list = useMemo(
    () =>
      new TaskWindow(api, filter, me, (ended, running) => {
        bell.expecting.value = running || (ended && bell.expecting.value);
        if (ended) bell.ring();
      }),
    [api, address, me],
  );
  const failure = useSignal<unknown>(null);
  const lookAgain = usePolling(
    async (signal) => {
      try {
        const busy = await list.look(signal);
        failure.value = null;
        return busy;
      } catch (error) {
        if (!signal.aborted) failure.value = error;
        throw error;
      }
    },
    [list],
  );
  useEffect(() => {
    kinds.load().catch(() => undefined);
  }, [kinds]);
  return (
    <Page
      title={words.tasks.title}
      actions={
        <LinkButton href="/launch" icon="launch" look="primary">
          {words.nav.launch}
        </LinkButton>
      }
    >
      <Filters filter={filter} seen={[...list.rows.values()].map((row) => row.peek())} />
      {failure.value !== null && !list.ready.value && (
        <ErrorCallout error={failure.value} retry={lookAgain} />
      )}
      <TaskList key={address} list={list} lookAgain={lookAgain} filtered={address !== "/tasks"} />
    </Page>
  );
}

function TaskList({
  list,
  lookAgain,
  filtered,
}: {
  list: TaskWindow;
  lookAgain: () => void;
  filtered: boolean;
}) {
  const { route } = useLocation();
  const place = useRef<HTMLDivElement>(null);
  const asking = useSignal<Asking | null>(null);
  useHolding(place, list);
  const ask = (what: Asking["what"], tasks: readonly Task[]) => {
    asking.value = { what, tasks };
    list.hold("dialog", true);
  };
  const close = () => {
    asking.value = null;
    list.hold("dialog", false);
    list.chooseNone();
    lookAgain();
  };
  const launched = (task: Task) => route(`/tasks/${task.id}`);
  const actions: RowActions = useMemo(
    () => ({
      choose: (id, on) => list.choose(id, on),
      cancel: (task) => ask("cancel", [task]),
      remove: (task) => ask("delete", [task]),
      retry: (task) => ask("retry", [task]),
      pause: (task) => ask("pause", [task]),
      resume: (task) => ask("resume", [task]),
      retried: launched,
      hold: (why, on) => list.hold(why, on),
    }),
    [list],
  );
  const [first] = asking.value?.tasks ?? [];
  return (
    <div ref={place} class="task-list">
      <Chosen list={list} ask={ask} />
      <Fresh list={list} />
      <Rows list={list} actions={actions} filtered={filtered} />
      <Older list={list} />
      {asking.value?.what === "cancel" && (
        <CancelDialog
          tasks={asking.value.tasks}
          onTask={(task) => list.put(task)}
          onGone={(id) => list.lose(id)}
          onClose={close}
        />
      )}
      {asking.value?.what === "delete" && (
        <DeleteDialog
          tasks={asking.value.tasks}
          onDeleted={(id) => list.lose(id)}
          onClose={close}
        />
      )}
      {asking.value?.what === "retry" && first && (
        <RetryDialog task={first} onRetry={launched} onClose={close} />
      )}
      {asking.value?.what === "pause" && first && (
        <PauseDialog task={first} onTask={(task) => list.put(task)} onClose={close} />
      )}
      {asking.value?.what === "resume" && first && (
        <ResumeDialog task={first} onTask={(task) => list.put(task)} onClose={close} />
      )}
    </div>
  );
}

function Rows({
  list,
  actions,
  filtered,
}: {
  list: TaskWindow;
  actions: RowActions;
  filtered: boolean;
}) {
  const shown = list.shown.value;
  if (!list.ready.value) return <Loading />;
  if (!shown.length) {
    return filtered ? (
      <Empty title={words.tasks.emptyFiltered} />
    ) : (
      <Empty title={words.tasks.empty} text={words.tasks.emptyText} />
    );
  }
  return (
    <ul class="rows">
      {shown.map((id) => {
        const row = list.rows.get(id);
        return row && <TaskRow key={id} id={id} row={row} list={list} actions={actions} />;
      })}
    </ul>
  );
}

/** What came while the rows were held still. */
function Fresh({ list }: { list: TaskWindow }) {
  const waiting = list.order.value.waiting.length;
  if (!waiting) return null;
  return (
    <div class="fresh">
      <Button
        icon="up"
        onClick={() => {
          list.release();
          scrollTo({ top: 0 });
        }}
      >
        {words.tasks.fresh(waiting)}
      </Button>
    </div>
  );
}

/** What may be done with those that are chosen. */
function Chosen({
  list,
  ask,
}: {
  list: TaskWindow;
  ask: (what: Asking["what"], tasks: readonly Task[]) => void;
}) {
  const stoppable = useComputed(() => list.chosenThat((task) => task.may.cancel));
  const removable = useComputed(() => list.chosenThat((task) => task.may.delete && hasEnded(task)));
  const chosen = list.chosen.value.size;
  if (!chosen) return null;
  return (
    <div class="chosen-bar">
      <span>{words.tasks.chosen(chosen)}</span>
      {stoppable.value.length > 0 && (
        <Button icon="close" onClick={() => ask("cancel", stoppable.value)}>
          {words.tasks.cancelChosen(stoppable.value.length)}
        </Button>
      )}
      {removable.value.length > 0 && (
        <Button icon="trash" onClick={() => ask("delete", removable.value)}>
          {words.tasks.deleteChosen(removable.value.length)}
        </Button>
      )}
      <Button look="quiet" onClick={() => list.chooseNone()}>
        {words.tasks.unchoose}
      </Button>
    </div>
  );
}

function Older({ list }: { list: TaskWindow }) {
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const more = async () => {
    busy.value = true;
    try {
      await list.loadOlder(AbortSignal.timeout(30_000));
      failure.value = null;
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  if (!list.ready.value) return null;
  return (
    <div class="older">
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      {list.cursor.value && (
        <Button busy={busy.value} onClick={more}>
          {words.more}
        </Button>
      )}
      <span class="muted">{words.tasks.shown(list.shown.value.length)}</span>
    </div>
  );
}
