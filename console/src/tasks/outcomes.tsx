import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso";
import { answerOf } from "../api/answer";
import { hasEnded, type OutcomeRow, type Task } from "../api/types";
import { Button } from "../design/button";
import { Callout, ErrorCallout, Loading } from "../design/messages";
import { WideTable } from "../design/table";
import { human, time } from "../format";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { words } from "../words";
import { saveFile } from "./save_file";

const PAGE = 50;

const FILTERS: readonly [string, string][] = [
  ["", words.details.any],
  ["error", words.outcomes.error],
  ["warning", words.outcomes.warning],
  ["skipped", words.outcomes.skipped],
  ["not_attempted", words.outcomes.not_attempted],
  ["succeeded", words.outcomes.succeeded],
];

/** What came of each target: filtered, page by page, or all of it as a file. */
export function Outcomes({ task }: { task: Task }) {
  const { api } = useServices();
  const { query, path, route } = useLocation();
  const only = FILTERS.some(([name]) => name === query.outcome) ? (query.outcome ?? "") : "";
  const ended = hasEnded(task);
  const pages = usePages(
    async (cursor, signal) => {
      const page = answerOf(
        await api.GET("/v1/tasks/{task_id}/outcomes", {
          params: {
            path: { task_id: task.id },
            query: {
              limit: PAGE,
              ...(only ? { outcome: only } : {}),
              ...(cursor ? { cursor } : {}),
            },
          },
          signal,
        }),
      );
      return { items: page.outcomes, next: page.next_cursor };
    },
    [task.id, only, ended],
  );
  return (
    <section class="section">
      <div class="section-head">
        <h2>{words.details.outcomes}</h2>
        <Csv task={task} only={only} />
      </div>
      <fieldset class="segmented">
        <legend class="unseen">{words.details.outcome}</legend>
        {FILTERS.map(([name, text]) => (
          <label key={name}>
            <input
              type="radio"
              name="outcome"
              checked={only === name}
              onChange={() => route(name ? `${path}?outcome=${name}` : path, true)}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!pages.items && !pages.error && <Loading />}
      {pages.items && <Table rows={pages.items} />}
      <div class="older">
        {pages.more && (
          <Button busy={pages.loading} onClick={pages.loadMore}>
            {words.more}
          </Button>
        )}
        {!ended && (
          <Button look="quiet" icon="retry" onClick={pages.reload}>
            {words.details.refresh}
          </Button>
        )}
      </div>
    </section>
  );
}

function Table({ rows }: { rows: readonly OutcomeRow[] }) {
  if (!rows.length) return <p class="muted">{words.details.noOutcomes}</p>;
  return (
    <WideTable label={words.details.outcomes}>
      <thead>
        <tr>
          <th scope="col">{words.details.target}</th>
          <th scope="col">{words.details.outcome}</th>
          <th scope="col">{words.details.code}</th>
          <th scope="col">{words.details.message}</th>
          <th scope="col">{words.details.at}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.target}>
            <td class="target">{row.target}</td>
            <td class="nowrap">
              <i class={`swatch ${partOf(row)}`} aria-hidden="true" /> {words.outcomes[row.outcome]}
            </td>
            <td>{row.code && human(row.code)}</td>
            <td class="text">{row.message}</td>
            <td class="nowrap muted">{time(row.at)}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}

function partOf({ outcome }: OutcomeRow): string {
  return outcome === "error" || outcome === "warning" ? `${outcome}s` : outcome;
}

function Csv({ task, only }: { task: Task; only: string }) {
  const { api } = useServices();
  const busy = useSignal(false);
  const failed = useSignal(false);
  const press = async () => {
    busy.value = true;
    failed.value = false;
    try {
      const answer = await api.GET("/v1/tasks/{task_id}/outcomes.csv", {
        params: { path: { task_id: task.id }, query: only ? { outcome: only } : {} },
        parseAs: "blob",
      });
      saveFile(answerOf(answer) as unknown as Blob, `job-${task.number}${only && `-${only}`}.csv`);
    } catch {
      failed.value = true;
    }
    busy.value = false;
  };
  return (
    <div class="inline">
      <Button icon="download" busy={busy.value} onClick={press}>
        {words.details.csv}
      </Button>
      {failed.value && <Callout tone="error">{words.details.csvFailed}</Callout>}
    </div>
  );
}
