import { useRef } from "preact/hooks";
import { answerOf } from "../api/answer";
import type { components } from "../api/schema";
import { Button } from "../design/button";
import { ErrorCallout, Loading } from "../design/messages";
import { day, time } from "../format";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { words } from "../words";
import { LaunchLinks } from "./launch_links";

type Token = components["schemas"]["TokenView"];

const say = words.families;

/** A student: the classes, and the makeup tokens, the older ones first. */
export function Student({ id }: { id: string }) {
  const { api } = useServices();
  const classes = useRef<readonly string[]>([]);
  const pages = usePages<Token>(
    async (cursor, signal) => {
      const student = answerOf(
        await api.GET("/v1/students/{student}", {
          params: { path: { student: id }, query: { limit: 25, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      );
      classes.current = student.classes;
      return { items: student.tokens, next: student.next_cursor };
    },
    [id],
  );
  return (
    <article class="card stack">
      <div class="section-head">
        <h3>{id}</h3>
        <LaunchLinks field="students" ids={[id]} label={id} />
      </div>
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!pages.items && !pages.error && <Loading />}
      {pages.items && (
        <>
          <p class="chips">
            {classes.current.map((name) => (
              <a key={name} class="chip" href={`/classes/${encodeURIComponent(name)}`}>
                {name}
              </a>
            ))}
          </p>
          <h4>{say.tokens}</h4>
          {pages.items.length === 0 && <p class="muted">{say.noTokens}</p>}
          <ul class="tokens">
            {pages.items.map((token) => (
              <TokenLine key={token.id} token={token} />
            ))}
          </ul>
        </>
      )}
      {pages.more && (
        <div>
          <Button busy={pages.loading} onClick={pages.loadMore}>
            {words.more}
          </Button>
        </div>
      )}
    </article>
  );
}

function TokenLine({ token }: { token: Token }) {
  return (
    <li>
      <span class={token.status === "open" ? "status good" : "status quiet"}>
        <i aria-hidden="true" />
        {say.token[token.status]}
      </span>
      <span>{token.reason}</span>
      <span class="muted">
        {token.expires_on ? say.token.until(day(token.expires_on)) : say.token.never}
        {token.location && `, ${say.token.at(token.location)}`}
      </span>
      <a class="muted" href={`/tasks/${token.made_by}`}>
        {say.token.made} {time(token.made_at)}
      </a>
    </li>
  );
}
