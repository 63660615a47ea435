import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { answerOf } from "../api/answer";
import type { Permit, Receipt, Reservation, Task } from "../api/types";
import { Button } from "../design/button";
import { ErrorCallout, Loading } from "../design/messages";
import { WideTable } from "../design/table";
import { local, money } from "../format";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { words } from "../words";
import { BillDialog } from "./bill_dialog";

const PAGE = 50;
const say = words.permits;

/** The reservations of a permit; those that are not billed can be chosen, and billed out. */
export function Reservations({
  permit,
  mayBill,
  onBilled,
}: {
  permit: Permit;
  mayBill: boolean;
  onBilled: (receipt: Receipt | null, task: Task | null) => void;
}) {
  const { api } = useServices();
  const chosen = useSignal<ReadonlyMap<string, Reservation>>(new Map());
  const billing = useSignal<"chosen" | "all" | null>(null);
  const { reserved, billed } = permit.reservations;
  const pages = usePages(
    async (cursor, signal) => {
      const page = answerOf(
        await api.GET("/v1/permits/{permit}/reservations", {
          params: {
            path: { permit: permit.id },
            query: { limit: PAGE, ...(cursor ? { cursor } : {}) },
          },
          signal,
        }),
      );
      return { items: page.reservations, next: page.next_cursor };
    },
    // Counts that have changed mean other rows.
    [permit.id, reserved, billed],
  );
  useEffect(() => {
    chosen.value = new Map();
  }, [reserved, billed]);
  const close = () => {
    billing.value = null;
  };
  const items = pages.items ?? [];
  return (
    <section class="section">
      <div class="section-head">
        <h2>{say.reservations}</h2>
        {mayBill && reserved > 0 && (
          <div class="inline">
            {chosen.value.size > 0 && (
              <Button
                look="primary"
                onClick={() => {
                  billing.value = "chosen";
                }}
              >
                {say.billChosen(chosen.value.size)}
              </Button>
            )}
            <Button
              look={chosen.value.size ? "plain" : "primary"}
              onClick={() => {
                billing.value = "all";
              }}
            >
              {say.billAll(reserved)}
            </Button>
          </div>
        )}
      </div>
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && <p class="muted">{say.noReservations}</p>}
      {items.length > 0 && (
        <Table
          rows={items}
          choosable={mayBill}
          chosen={chosen.value}
          onChoose={(next) => {
            chosen.value = next;
          }}
        />
      )}
      {pages.more && (
        <div>
          <Button busy={pages.loading} onClick={pages.loadMore}>
            {words.more}
          </Button>
        </div>
      )}
      {billing.value && (
        <BillDialog
          permit={permit}
          chosen={billing.value === "chosen" ? [...chosen.value.values()] : null}
          onBilled={(receipt, task) => {
            close();
            onBilled(receipt, task);
          }}
          onClose={close}
        />
      )}
    </section>
  );
}

function Table({
  rows,
  choosable,
  chosen,
  onChoose,
}: {
  rows: readonly Reservation[];
  choosable: boolean;
  chosen: ReadonlyMap<string, Reservation>;
  onChoose: (chosen: ReadonlyMap<string, Reservation>) => void;
}) {
  const open = rows.filter(({ status }) => status === "reserved");
  const all = open.length > 0 && open.every(({ id }) => chosen.has(id));
  const choose = (some: readonly Reservation[], on: boolean) => {
    const next = new Map(chosen);
    for (const one of some) {
      if (on) next.set(one.id, one);
      else next.delete(one.id);
    }
    onChoose(next);
  };
  return (
    <WideTable label={say.reservations}>
      <thead>
        <tr>
          {choosable && (
            <td class="narrow">
              <input
                type="checkbox"
                aria-label={say.chooseAll}
                checked={all}
                disabled={!open.length}
                onChange={(event) => choose(open, event.currentTarget.checked)}
              />
            </td>
          )}
          <th scope="col">{say.facility}</th>
          <th scope="col">{say.starts}</th>
          <th scope="col">{say.ends}</th>
          <th scope="col">{say.event}</th>
          <th scope="col" class="number">
            {say.amount}
          </th>
          <th scope="col">{say.status}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            choosable={choosable}
            chosen={chosen.has(row.id)}
            onChoose={(on) => choose([row], on)}
          />
        ))}
      </tbody>
    </WideTable>
  );
}

function Row({
  row,
  choosable,
  chosen,
  onChoose,
}: {
  row: Reservation;
  choosable: boolean;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}) {
  return (
    <tr>
      {choosable && (
        <td class="narrow">
          {row.status === "reserved" && (
            <input
              type="checkbox"
              aria-label={say.choose(`${row.facility}, ${local(row.starts_at)}`)}
              checked={chosen}
              onChange={(event) => onChoose(event.currentTarget.checked)}
            />
          )}
        </td>
      )}
      <td>{row.facility}</td>
      <td class="nowrap">
        {local(row.starts_at)}
        {row.setup_minutes > 0 && <Aside text={say.setup(row.setup_minutes)} />}
      </td>
      <td class="nowrap">
        {local(row.ends_at)}
        {row.teardown_minutes > 0 && <Aside text={say.teardown(row.teardown_minutes)} />}
      </td>
      <td>{row.event}</td>
      <td class="number">{money(row.amount_cents)}</td>
      <td class="nowrap">
        {row.receipt ? (
          <a href={`/receipts/${encodeURIComponent(row.receipt)}`}>{say.states[row.status]}</a>
        ) : (
          say.states[row.status]
        )}
      </td>
    </tr>
  );
}

/** Minutes before or after its time that its facility is taken as well. */
function Aside({ text }: { text: string }) {
  return <div class="muted">{text}</div>;
}
