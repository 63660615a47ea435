import { Button } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { words } from "../words";
import { NotificationLink } from "./bell_menu";

/** All notifications of the user, read and unread. */
export default function NotificationsPage() {
  const { bell } = useServices();
  // What comes while the list is looked at belongs above it: it is read anew.
  const pages = usePages(
    async (cursor, signal) => {
      const page = await bell.page(cursor, signal);
      return { items: page.notifications, next: page.next_cursor };
    },
    [bell.unread.value[0]?.id],
  );
  return (
    <Page title={words.notices.title}>
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && (
        <Empty title={words.notices.empty} text={words.notices.emptyText} />
      )}
      <ul class="notification-list">
        {pages.items?.map((one) => {
          const unread = !one.read && bell.known.value.has(one.id);
          return (
            <li key={one.id} class={unread ? "unread" : ""}>
              <NotificationLink notification={one} />
              {unread && (
                <Button look="quiet" onClick={() => void bell.read(one.id).catch(() => undefined)}>
                  {words.notices.markRead}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {pages.more && (
        <Button busy={pages.loading} onClick={pages.loadMore}>
          {words.more}
        </Button>
      )}
    </Page>
  );
}
