import { LinkButton } from "../design/button";
import { Empty } from "../design/messages";
import { Page } from "../design/page";
import { words } from "../words";

export function NotFound() {
  return (
    <Page title={words.trouble.nothingHere}>
      <Empty title={words.trouble.nothingHereText}>
        <LinkButton href="/tasks">{words.trouble.toTasks}</LinkButton>
      </Empty>
    </Page>
  );
}
