import { useRef } from "preact/hooks";
import { useRoute } from "preact-iso";
import { answerOf } from "../api/answer";
import { Button } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { WideTable } from "../design/table";
import { money, time } from "../format";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { Fact } from "../tasks/facts";
import { words } from "../words";

const say = words.holders;

/** What a holder owes, and for what. */
export default function HolderPage() {
  const { params } = useRoute();
  const id = params.id ?? "";
  return <Account key={id} id={id} />;
}

function Account({ id }: { id: string }) {
  const { api } = useServices();
  const balance = useRef<number | null>(null);
  const pages = usePages(
    async (cursor, signal) => {
      const account = answerOf(
        await api.GET("/v1/holders/{holder}", {
          params: { path: { holder: id }, query: { limit: 50, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      );
      balance.current = account.balance_cents;
      return { items: account.postings, next: account.next_cursor };
    },
    [id],
  );
  const due = balance.current;
  return (
    <Page title={id} back={{ href: "/holders", text: say.title }}>
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!pages.items && !pages.error && <Loading />}
      {due !== null && (
        <section class="card">
          <dl class="facts">
            <Fact label={due ? say.due : say.balance}>
              <span class="figure">{money(due)}</span>
            </Fact>
          </dl>
        </section>
      )}
      {pages.items?.length === 0 && <Empty title={say.none} />}
      {pages.items && pages.items.length > 0 && (
        <section class="section">
          <h2>{say.postings}</h2>
          <WideTable label={say.postings}>
            <thead>
              <tr>
                <th scope="col">{say.at}</th>
                <th scope="col">{say.receipt}</th>
                <th scope="col" class="number">
                  {say.amount}
                </th>
              </tr>
            </thead>
            <tbody>
              {pages.items.map((posting) => (
                <tr key={`${posting.receipt} ${posting.at} ${posting.amount_cents}`}>
                  <td class="nowrap">{time(posting.at)}</td>
                  <td>
                    <a href={`/receipts/${encodeURIComponent(posting.receipt)}`}>
                      {posting.receipt}
                    </a>
                  </td>
                  <td class="number">{money(posting.amount_cents)}</td>
                </tr>
              ))}
            </tbody>
          </WideTable>
        </section>
      )}
      {pages.more && (
        <Button busy={pages.loading} onClick={pages.loadMore}>
          {words.more}
        </Button>
      )}
    </Page>
  );
}
