import { answerOf } from "../api/answer";
import type { components } from "../api/schema";
import { Button } from "../design/button";
import { ErrorCallout, Loading } from "../design/messages";
import { WideTable } from "../design/table";
import { clock, weekday } from "../format";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { words } from "../words";

type Session = components["schemas"]["SessionView"];

const PAGE = 25;
const say = words.classes;

/** The sessions of a class in order of time; each can be cancelled, or restored. */
export function Sessions({ id }: { id: string }) {
  const { api } = useServices();
  const pages = usePages(
    async (cursor, signal) => {
      const page = answerOf(
        await api.GET("/v1/classes/{class_id}/sessions", {
          params: {
            path: { class_id: id },
            query: { limit: PAGE, ...(cursor ? { cursor } : {}) },
          },
          signal,
        }),
      );
      return { items: page.sessions, next: page.next_cursor };
    },
    [id],
  );
  return (
    <section class="section">
      <h2>{say.sessions}</h2>
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && <p class="muted">{say.noSessions}</p>}
      {pages.items && pages.items.length > 0 && (
        <WideTable label={say.sessions}>
          <thead>
            <tr>
              <th scope="col">{say.date}</th>
              <th scope="col">{say.time}</th>
              <th scope="col">{say.status}</th>
              <th scope="col">{say.reason}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {pages.items.map((one) => (
              <Row key={`${one.date} ${one.starts}`} id={id} session={one} />
            ))}
          </tbody>
        </WideTable>
      )}
      {pages.more && (
        <div>
          <Button busy={pages.loading} onClick={pages.loadMore}>
            {words.more}
          </Button>
        </div>
      )}
    </section>
  );
}

function Row({ id, session }: { id: string; session: Session }) {
  const cancelled = session.status === "cancelled";
  return (
    <tr>
      <td class="nowrap">{weekday(session.date)}</td>
      <td class="nowrap">
        {clock(session.starts)} – {clock(session.ends)}
      </td>
      <td class="nowrap">
        <span class={cancelled ? "status error" : "status good"}>
          <i aria-hidden="true" />
          {cancelled ? say.cancelled : say.scheduled}
        </span>
      </td>
      <td class="text">
        {session.reason}{" "}
        {session.cancelled_by && <a href={`/tasks/${session.cancelled_by}`}>{say.byTask}</a>}
      </td>
      <td class="narrow">
        <Change id={id} session={session} />
      </td>
    </tr>
  );
}

function Change({ id, session }: { id: string; session: Session }) {
  const { kinds } = useServices();
  const cancelled = session.status === "cancelled";
  const kind = cancelled ? "restore_classes" : "cancel_classes";
  if (!kinds.may(kind)) return null;
  const query = new URLSearchParams({ classes: id, from_date: session.date });
  const label = cancelled ? say.restoreOn : say.cancelOn;
  return (
    <a href={`/launch/${kind}?${query}`} aria-label={label(weekday(session.date))}>
      {cancelled ? say.restore : say.cancel}
    </a>
  );
}
