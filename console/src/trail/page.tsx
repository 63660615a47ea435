import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { useLocation } from "preact-iso";
import { answerOf } from "../api/answer";
import { Button } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { WideTable } from "../design/table";
import { human, time } from "../format";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { words } from "../words";
import { type Act, type ActName, detailText, whoText } from "./told";

const say = words.trail;
const PAGE = 50;
const ACTS = Object.keys(say.acts) as ActName[];

/** Who did what and when. Owners alone see it. */
export default function TrailPage() {
  const { api, session } = useServices();
  const { query } = useLocation();
  const owner = session.user()?.groups.includes("owner") ?? false;
  const act = useSignal<ActName | "">("");
  const by = useSignal("");
  const task = query.task;
  const pages = usePages<Act>(
    async (cursor, signal) => {
      if (!owner) return { items: [], next: null };
      const asked = {
        limit: PAGE,
        ...(act.value && { act: act.value }),
        ...(by.value && { by: by.value }),
        ...(task && { task }),
        ...(cursor && { cursor }),
      };
      const page = answerOf(await api.GET("/v1/trail", { params: { query: asked }, signal }));
      return { items: page.acts, next: page.next_cursor };
    },
    [owner, act.value, by.value, task],
  );
  if (!owner) {
    return (
      <Page title={say.title}>
        <Empty title={say.ownersOnly} />
      </Page>
    );
  }
  return (
    <Page title={say.title}>
      <p class="muted intro">{say.intro}</p>
      <Filters
        act={act.value}
        onAct={(name) => {
          act.value = name;
        }}
        onBy={(name) => {
          by.value = name;
        }}
      />
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && !pages.more && <Empty title={say.none} />}
      {pages.items && pages.items.length > 0 && <Acts acts={pages.items} />}
      {pages.more && (
        <Button busy={pages.loading} onClick={pages.loadMore}>
          {words.more}
        </Button>
      )}
    </Page>
  );
}

function Filters({
  act,
  onAct,
  onBy,
}: {
  act: ActName | "";
  onAct: (name: ActName | "") => void;
  onBy: (name: string) => void;
}) {
  const [actId, byId] = [useId(), useId()];
  return (
    <search class="inline trail-filters">
      <div class="field">
        <label class="label" for={actId}>
          {say.what}
        </label>
        <select
          id={actId}
          value={act}
          onChange={(event) => onAct(event.currentTarget.value as ActName | "")}
        >
          <option value="">{say.everything}</option>
          {ACTS.map((name) => (
            <option key={name} value={name}>
              {say.acts[name]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label class="label" for={byId}>
          {say.who}
        </label>
        <input
          id={byId}
          type="search"
          autocomplete="off"
          maxLength={256}
          onChange={(event) => onBy(event.currentTarget.value.trim())}
        />
      </div>
    </search>
  );
}

function Acts({ acts }: { acts: readonly Act[] }) {
  return (
    <WideTable label={say.title}>
      <thead>
        <tr>
          <th scope="col">{say.when}</th>
          <th scope="col">{say.who}</th>
          <th scope="col">{say.what}</th>
          <th scope="col">{say.task}</th>
          <th scope="col">{say.details}</th>
        </tr>
      </thead>
      <tbody>
        {acts.map((one) => (
          <tr key={one.id}>
            <td class="nowrap">{time(one.at)}</td>
            <td class="nowrap">{whoText(one)}</td>
            <td class="nowrap">{say.acts[one.act] ?? human(one.act)}</td>
            <td>{one.task ? one.task.title : words.none}</td>
            <td class="text">{detailText(one.detail)}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}
