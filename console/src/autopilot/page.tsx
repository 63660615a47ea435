import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { answerOf } from "../api/answer";
import type { Workflow } from "../api/types";
import { Button, LinkButton } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { timeToMinute } from "../format";
import { useLoad } from "../live/use";
import { useServices } from "../services";
import { Fact } from "../tasks/facts";
import { words } from "../words";
import { NextRuns } from "./next_runs";
import { RemoveDialog } from "./remove_dialog";
import { RunButton } from "./run_button";
import { inWords } from "./schedule";

const say = words.autopilot;

/** What Autopilot launches, and when. Owners alone see it. */
export default function AutopilotPage() {
  const { api, session, kinds } = useServices();
  const owner = session.user()?.groups.includes("owner") ?? false;
  const removing = useSignal<Workflow | null>(null);
  const all = useLoad(
    async (signal) =>
      owner ? answerOf(await api.GET("/v1/autopilots", { signal })).autopilots : [],
    [owner],
  );
  useEffect(() => {
    kinds.load().catch(() => undefined);
  }, [kinds]);
  if (!owner) {
    return (
      <Page title={say.title}>
        <Empty title={say.ownersOnly} />
      </Page>
    );
  }
  return (
    <Page
      title={say.title}
      actions={
        <LinkButton href="/autopilot/new" icon="launch" look="primary">
          {say.create}
        </LinkButton>
      }
    >
      {all.error ? <ErrorCallout error={all.error} retry={all.reload} /> : null}
      {!all.data && !all.error && <Loading />}
      {all.data?.length === 0 && <Empty title={say.none} text={say.noneText} />}
      <ul class="stack">
        {all.data?.map((one) => (
          <li key={one.id}>
            <WorkflowCard
              workflow={one}
              onRemove={() => {
                removing.value = one;
              }}
            />
          </li>
        ))}
      </ul>
      {removing.value && (
        <RemoveDialog
          workflow={removing.value}
          onClose={(removed) => {
            removing.value = null;
            if (removed) all.reload();
          }}
        />
      )}
    </Page>
  );
}

function WorkflowCard({ workflow, onRemove }: { workflow: Workflow; onRemove: () => void }) {
  const { kinds } = useServices();
  return (
    <article class="card stack">
      <div class="section-head">
        <h2>{workflow.name}</h2>
        <span class={workflow.enabled ? "status good" : "status quiet"}>
          <i aria-hidden="true" />
          {workflow.enabled ? say.enabled : say.disabled}
        </span>
        <div class="inline">
          <RunButton workflow={workflow} />
          <LinkButton href={`/autopilot/${encodeURIComponent(workflow.id)}`}>{say.edit}</LinkButton>
          <Button icon="trash" onClick={onRemove}>
            {say.delete}
          </Button>
        </div>
      </div>
      <dl class="facts">
        <Fact label={say.kind}>{kinds.title(workflow.kind)}</Fact>
        <Fact label={say.schedule}>{inWords(workflow.schedule)}</Fact>
        <Fact label={say.timezone}>{workflow.timezone}</Fact>
        <Fact label={say.owner}>{workflow.owner}</Fact>
        {workflow.preview && (
          <Fact label={say.preview}>{say.previewFirst(workflow.preview.wait_hours)}</Fact>
        )}
        {workflow.last_run && (
          <Fact label={say.lastRun}>
            <a href={`/tasks/${workflow.last_run.task}`}>{timeToMinute(workflow.last_run.at)}</a>
          </Fact>
        )}
      </dl>
      {workflow.enabled && (
        <div>
          <h3>{say.next}</h3>
          <NextRuns schedule={workflow.schedule} zone={workflow.timezone} count={3} />
        </div>
      )}
    </article>
  );
}
