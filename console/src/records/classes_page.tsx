import { words } from "../words";
import { FindPage } from "./find_page";

/** The classes of the account. */
export default function ClassesPage() {
  return <FindPage names="classes" at="/classes" text={words.classes} />;
}
