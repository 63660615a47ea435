import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Button } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import type { Names } from "../launch/fields";
import { listOf } from "../launch/search";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { words } from "../words";

const PAGE = 50;
const PAUSE_MS = 250;

/** Finds records by the beginning of their name, or opens the one that is named. */
export function FindPage({
  names,
  at,
  text,
  actions,
}: {
  names: Names;
  /** Where one of them is shown: `/permits`. */
  at: string;
  text: {
    readonly title: string;
    readonly find: string;
    readonly findHint: string;
    readonly open: string;
    readonly noneListed: string;
    readonly noneText: string;
  };
  actions?: ComponentChildren;
}) {
  const { api } = useServices();
  const { query, route } = useLocation();
  const id = useId();
  const typed = useSignal(query.q ?? "");
  const asked = query.q ?? "";
  useEffect(() => {
    const timer = setTimeout(() => {
      const q = typed.value.trim();
      if (q !== asked) route(q ? `${at}?q=${encodeURIComponent(q)}` : at, true);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed.value, asked, at, route]);
  const pages = usePages(
    (cursor, signal) =>
      listOf(
        api,
        names,
        { limit: PAGE, ...(asked ? { q: asked } : {}), ...(cursor ? { cursor } : {}) },
        signal,
      ),
    [names, asked],
  );
  return (
    <Page title={text.title} actions={actions}>
      <search>
        <form
          class="inline find"
          onSubmit={(event) => {
            event.preventDefault();
            const name = typed.value.trim();
            if (name) route(`${at}/${encodeURIComponent(name)}`);
          }}
        >
          <div class="field">
            <label class="label" for={id}>
              {text.find}
            </label>
            <input
              id={id}
              type="search"
              autocomplete="off"
              spellcheck={false}
              placeholder={text.findHint}
              maxLength={100}
              value={typed.value}
              onInput={(event) => {
                typed.value = event.currentTarget.value;
              }}
            />
          </div>
          <Button type="submit">{text.open}</Button>
        </form>
      </search>
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 &&
        (asked ? (
          <Empty title={words.picker.none} />
        ) : (
          <Empty title={text.noneListed} text={text.noneText} />
        ))}
      {pages.items && pages.items.length > 0 && (
        <ul class="record-list">
          {pages.items.map((one) => (
            <li key={one.id}>
              <a href={`${at}/${encodeURIComponent(one.id)}`}>
                <b>{one.id}</b>
                <span class="muted">{one.more}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {pages.more && (
        <Button busy={pages.loading} onClick={pages.loadMore}>
          {words.more}
        </Button>
      )}
    </Page>
  );
}
