import { FindPage } from "../records/find_page";
import { words } from "../words";

/** The holders of the account. */
export default function HoldersPage() {
  return <FindPage names="holders" at="/holders" text={words.holders} />;
}
