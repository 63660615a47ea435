import { useLocation } from "preact-iso";
import type { Notification } from "../api/types";
import { Icon } from "../design/icon";
import { StatusTag } from "../design/status";
import { number, since, time } from "../format";
import { minute } from "../live/clock";
import { useServices } from "../services";
import { Popup } from "../shell/popup";
import { words } from "../words";
import { NoticeSays } from "./said";
import { told } from "./told";

/** The bell with the number of what is unread, and a list of it. */
export function BellMenu() {
  const { bell } = useServices();
  const count = bell.count.value;
  const face = (
    <>
      <Icon name="bell" />
      {count > 0 && <span class="badge">{count > 99 ? "99+" : number(count)}</span>}
    </>
  );
  return (
    <Popup label={words.notices.bell(count)} face={face}>
      {(close) => (
        <div class="bell-list">
          {bell.unread.value.length === 0 && <p class="muted">{words.notices.empty}</p>}
          <ul>
            {bell.unread.value.map((one) => (
              <li key={one.id}>
                <NotificationLink notification={one} onOpen={close} />
              </li>
            ))}
          </ul>
          <a class="bell-all" href="/notifications" onClick={close}>
            {words.notices.all}
          </a>
        </div>
      )}
    </Popup>
  );
}

/** Opens the task, and the notification is read. */
export function NotificationLink({
  notification,
  onOpen,
}: {
  notification: Notification;
  onOpen?: () => void;
}) {
  const { bell } = useServices();
  const { route } = useLocation();
  const { at, id } = notification;
  const { href, head, status, text } = told(notification);
  return (
    <a
      class="notification"
      href={href}
      onClick={(event) => {
        event.preventDefault();
        void bell.read(id).catch(() => undefined);
        onOpen?.();
        route(href);
      }}
    >
      <span class="notification-head">
        <b>{head}</b>
        {status && <StatusTag status={status} />}
      </span>
      <span class="notification-text">{text}</span>
      <NoticeSays about={notification.about} />
      <time class="muted" dateTime={at} title={time(at)}>
        {since(at, minute.value)}
      </time>
    </a>
  );
}
