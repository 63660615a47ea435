import { useLocation } from "preact-iso";
import type { Notification } from "../api/types";
import { Button } from "../design/button";
import { StatusTag } from "../design/status";
import { useServices } from "../services";
import { words } from "../words";
import { hrefOf, NoticeSays } from "./said";

const AT_ONCE = 3;

/** What has just ended, at the top right: OK opens the task, Cancel leaves it for later. */
export function Notices() {
  const { bell } = useServices();
  const { path } = useLocation();
  const notices = bell.notices.value.filter(({ task }) => path !== `/tasks/${task.id}`);
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
  const { task } = notice;
  const open = () => {
    void bell.read(notice.id).catch(() => undefined);
    route(hrefOf(notice));
  };
  return (
    <article class="notice" data-notice={notice.id}>
      <p class="notice-head">
        <b>{words.tasks.job(task.number)}</b>
        <StatusTag status={task.status} />
      </p>
      <p>{task.title}</p>
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
