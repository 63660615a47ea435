import { LinkButton } from "../design/button";
import { FindPage } from "../records/find_page";
import { words } from "../words";

/** The permits of the account. */
export default function PermitsPage() {
  return (
    <FindPage
      names="permits"
      at="/permits"
      text={words.permits}
      actions={
        <LinkButton href="/permits/new" icon="launch">
          {words.permits.create}
        </LinkButton>
      }
    />
  );
}
