import { useSignal } from "@preact/signals";
import { useLocation, useRoute } from "preact-iso";
import { answerOf, isGone } from "../api/answer";
import type { Permit, Receipt, SavedPermit, Task } from "../api/types";
import { LinkButton } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { money, number } from "../format";
import { useLoad } from "../live/use";
import { useServices } from "../services";
import { Popup } from "../shell/popup";
import { Fact } from "../tasks/facts";
import { words } from "../words";
import { DoneAtOnce } from "./done_at_once";
import { REQUIREMENTS, shownAs } from "./requirements";
import { Reservations } from "./reservations";
import { SaveForm } from "./save_form";

const say = words.permits;

/** The Permit Editor: an existing permit, or a new one. */
export default function EditorPage() {
  const { params } = useRoute();
  const id = params.id ?? "";
  return id === "new" ? <NewPermit /> : <Editor key={id} id={id} />;
}

function NewPermit() {
  const { route, query } = useLocation();
  const opened = (id: string, _saved: SavedPermit | null, task: Task | null) =>
    route(task ? `/tasks/${task.id}` : `/permits/${encodeURIComponent(id)}`);
  return (
    <Page title={say.newTitle} back={{ href: "/permits", text: say.title }}>
      <SaveForm permit={null} suggested={query.number ?? ""} onSaved={opened} />
    </Page>
  );
}

interface Happened {
  readonly saved: SavedPermit | null;
  readonly receipt: Receipt | null;
}

function Editor({ id }: { id: string }) {
  const { api, session } = useServices();
  const { route } = useLocation();
  const happened = useSignal<Happened>({ saved: null, receipt: null });
  const permit = useLoad<Permit>(
    async (signal) =>
      answerOf(await api.GET("/v1/permits/{permit}", { params: { path: { permit: id } }, signal })),
    [id],
  );
  const groups = session.user()?.groups ?? [];
  const mayChange = groups.includes("owner") || groups.includes("permits");
  if (isGone(permit.error)) return <Missing id={id} />;
  const billed = (receipt: Receipt | null, task: Task | null) => {
    if (task) route(`/tasks/${task.id}`);
    else if (receipt?.id) route(`/receipts/${encodeURIComponent(receipt.id)}`);
    else {
      happened.value = { saved: null, receipt };
      permit.reload();
    }
  };
  const saved = (_id: string, now: SavedPermit | null, task: Task | null) => {
    if (task) route(`/tasks/${task.id}`);
    else {
      happened.value = { saved: now, receipt: null };
      if (now) permit.set(now);
    }
  };
  return (
    <Page
      title={say.editor(id)}
      back={{ href: "/permits", text: say.title }}
      actions={<ViewMenu id={id} holder={permit.data?.holder} />}
    >
      {permit.error ? <ErrorCallout error={permit.error} retry={permit.reload} /> : null}
      {!permit.data && !permit.error && <Loading />}
      <DoneAtOnce {...happened.value} />
      {permit.data && (
        <>
          <PermitFacts permit={permit.data} />
          <Reservations permit={permit.data} mayBill={mayChange} onBilled={billed} />
          {mayChange && (
            <section class="section">
              <h2>{say.addSection}</h2>
              <div class="card">
                <SaveForm permit={permit.data} onSaved={saved} />
              </div>
            </section>
          )}
        </>
      )}
    </Page>
  );
}

function ViewMenu({ id, holder }: { id: string; holder: string | undefined }) {
  const name = encodeURIComponent(id);
  return (
    <Popup label={say.view} face={say.view} wide>
      {(close) => (
        <ul class="menu" onClickCapture={close}>
          <li>
            <a href={`/permits/${name}/jobs`}>{say.jobs}</a>
          </li>
          <li>
            <a href={`/tasks?about=${encodeURIComponent(`permit:${id}`)}`}>{words.tasks.title}</a>
          </li>
          {holder && (
            <li>
              <a href={`/holders/${encodeURIComponent(holder)}`}>{say.account}</a>
            </li>
          )}
        </ul>
      )}
    </Popup>
  );
}

function PermitFacts({ permit }: { permit: Permit }) {
  const { reservations: counts, amount_cents: amounts } = permit;
  return (
    <section class="card">
      <dl class="facts">
        <Fact label={say.holder}>
          <a href={`/holders/${encodeURIComponent(permit.holder)}`}>{permit.holder}</a>
        </Fact>
        <Figure label={say.total} text={number(counts.total)} />
        <Figure label={say.reserved} text={number(counts.reserved)} />
        <Figure label={say.billed} text={number(counts.billed)} />
        <Figure label={say.amount} text={money(amounts.total)} />
        <Figure label={say.amountBilled} text={money(amounts.billed)} />
        {REQUIREMENTS.map((part) => (
          <Fact key={part} label={say[part]}>
            {shownAs(permit.requirements[part])}
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function Figure({ label, text }: { label: string; text: string }) {
  return (
    <Fact label={label}>
      <span class="figure">{text}</span>
    </Fact>
  );
}

function Missing({ id }: { id: string }) {
  return (
    <Page title={say.missing} back={{ href: "/permits", text: say.title }}>
      <Empty title={say.missingText(id)}>
        <LinkButton href={`/permits/new?number=${encodeURIComponent(id)}`}>
          {say.createIt}
        </LinkButton>
      </Empty>
    </Page>
  );
}
