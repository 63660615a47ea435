import { words } from "../words";
import { FindPage } from "./find_page";

/** The families of the account. */
export default function FamiliesPage() {
  return <FindPage names="families" at="/families" text={words.families} />;
}
