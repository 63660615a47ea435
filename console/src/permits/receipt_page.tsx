import { useRef } from "preact/hooks";
import { useRoute } from "preact-iso";
import { answerOf } from "../api/answer";
import type { Receipt } from "../api/types";
import { Button } from "../design/button";
import { Callout, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { WideTable } from "../design/table";
import { local, money, time } from "../format";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { Fact } from "../tasks/facts";
import { words } from "../words";
import { countOf, REQUIREMENTS, shownAs } from "./requirements";

const PAGE = 100;
const say = words.receipt;

type Line = Receipt["lines"][number];

/** A receipt, fit to be printed. */
export default function ReceiptPage() {
  const { params } = useRoute();
  const id = params.id ?? "";
  return <ReceiptView key={id} id={id} />;
}

function ReceiptView({ id }: { id: string }) {
  const { api } = useServices();
  const head = useRef<Receipt | null>(null);
  const pages = usePages<Line>(
    async (cursor, signal) => {
      const receipt = answerOf(
        await api.GET("/v1/receipts/{receipt}", {
          params: {
            path: { receipt: id },
            query: { limit: PAGE, ...(cursor ? { cursor } : {}) },
          },
          signal,
        }),
      );
      head.current = receipt;
      return { items: receipt.lines, next: receipt.next_cursor };
    },
    [id],
  );
  const receipt = head.current;
  const back = receipt && {
    href: `/permits/${encodeURIComponent(receipt.permit)}`,
    text: words.permits.editor(receipt.permit),
  };
  return (
    <Page
      title={say.title(id)}
      {...(back ? { back } : {})}
      actions={
        <Button icon="print" onClick={() => print()}>
          {say.print}
        </Button>
      }
    >
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!receipt && !pages.error && <Loading />}
      {receipt && pages.items && (
        <>
          <Head receipt={receipt} />
          <Lines lines={pages.items} receipt={receipt} />
          <div class="older">
            {pages.more && (
              <span class="no-print">
                <Button busy={pages.loading} onClick={pages.loadMore}>
                  {words.more}
                </Button>
              </span>
            )}
            <span class="muted">{say.linesOf(pages.items.length, receipt.line_count)}</span>
          </div>
        </>
      )}
    </Page>
  );
}

function Head({ receipt }: { receipt: Receipt }) {
  return (
    <div class="stack">
      <section class="card">
        <dl class="facts">
          <Fact label={say.permit}>
            <a href={`/permits/${encodeURIComponent(receipt.permit)}`}>{receipt.permit}</a>
          </Fact>
          <Fact label={say.holder}>
            <a href={`/holders/${encodeURIComponent(receipt.holder)}`}>{receipt.holder}</a>
          </Fact>
          <Fact label={say.date}>{time(receipt.at)}</Fact>
          <Fact label={say.payment}>{receipt.payment}</Fact>
          <Fact label={say.total}>
            <span class="figure">{money(receipt.total_cents)}</span>
          </Fact>
          {receipt.reversed && (
            <Fact label={receipt.reversed.void ? say.void : say.takenBack}>
              <span class="figure">{money(-receipt.reversed.amount_cents)}</span> (
              {time(receipt.reversed.at)})
            </Fact>
          )}
        </dl>
      </section>
      <Outstanding receipt={receipt} />
    </div>
  );
}

function Outstanding({ receipt }: { receipt: Receipt }) {
  const left = REQUIREMENTS.filter((part) => countOf(receipt.outstanding[part]) > 0);
  if (!left.length) return <p class="muted">{say.noOutstanding}</p>;
  return (
    <Callout tone="warning" title={say.outstanding}>
      <p>{say.outstandingText}</p>
      <ul>
        {left.map((part) => (
          <li key={part}>
            {words.permits[part]}: <b>{shownAs(receipt.outstanding[part])}</b>
          </li>
        ))}
      </ul>
    </Callout>
  );
}

function Lines({ lines, receipt }: { lines: readonly Line[]; receipt: Receipt }) {
  return (
    <section class="section">
      <h2>{say.lines}</h2>
      <WideTable label={say.lines}>
        <thead>
          <tr>
            <th scope="col">{words.permits.facility}</th>
            <th scope="col">{words.permits.starts}</th>
            <th scope="col">{words.permits.ends}</th>
            <th scope="col" class="number">
              {words.permits.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.reservation}>
              <td>{line.facility}</td>
              <td class="nowrap">{local(line.starts_at)}</td>
              <td class="nowrap">{local(line.ends_at)}</td>
              <td class="number">{money(line.amount_cents)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {say.total}
            </th>
            <td class="number">
              <b>{money(receipt.total_cents - (receipt.reversed?.amount_cents ?? 0))}</b>
            </td>
          </tr>
        </tfoot>
      </WideTable>
    </section>
  );
}
