import { number } from "../format";

const plural = new Intl.PluralRules("en");

/** So many of something: `1 task`, `2 tasks`. */
export function count(n: number, one: string, many: string): string {
  return `${number(n)} ${plural.select(n) === "one" ? one : many}`;
}

/** What somebody did, and why, where they are known. */
export function said(what: string, by: string | null, reason: string | null): string {
  return `${what}${by ? ` by ${by}` : ""}${reason ? `: ${reason}` : ""}`;
}
