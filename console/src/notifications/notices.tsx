import { useLocation } from "preact-iso";
import type { Notification } from "../api/types";
import { Button } from "../design/button";
import { StatusTag } from "../design/status";
import { useServices } from "../services";
import { words } from "../words";
import { NoticeSays } from "./said";
import { told } from "./told";

const AT_ONCE = 3;

/** What has just happened, at the top right: OK opens it, Cancel leaves it for later. */
export function Notices() {
  const { bell } = useServices();
  const { path } = useLocation();
  const notices = bell.notices.value.filter((one) => path !== told(one).href);
  const rest = notices.length - AT_ONCE;
  if (!notices.length) return null;
  return (
    <section class="notices" aria-label={words.notices.region}>
      {notices.slice(0, AT_ONCE).map((notice) => (
        <Notice key={notice.id} notice={notice} />
      ))}
      {rest > 0 && (
        <a class="notices-more" href="/notifications">
          {words.notices.more(rest)}
        </a>
      )}
    </section>
  );
}

function Notice({ notice }: { notice: Notification }) {
  const { bell } = useServices();
  const { route } = useLocation();
  const { href, head, status, text } = told(notice);
  const open = () => {
    void bell.read(notice.id).catch(() => undefined);
    route(href);
  };
  return (
    <article class="notice" data-notice={notice.id}>
      <p class="notice-head">
        <b>{head}</b>
        {status && <StatusTag status={status} />}
      </p>
      <p>{text}</p>
      <NoticeSays about={notice.about} />
      <div class="actions">
        <Button onClick={() => bell.dismiss(notice.id)}>{words.cancel}</Button>
        <Button look="primary" onClick={open}>
          {words.ok}
        </Button>
      </div>
    </article>
  );
}
