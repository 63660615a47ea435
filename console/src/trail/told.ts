import type { components } from "../api/schema";
import { human } from "../format";
import { words } from "../words";

export type Act = components["schemas"]["ActView"];
export type ActName = components["schemas"]["ActName"];

/** Who acted, and how, where it was no person who signed in. */
export function whoText(act: Pick<Act, "by" | "via">): string {
  return act.via === "staff" ? act.by.name : `${act.by.name} (${act.via})`;
}

/** What else there is to say of an act, as `name: value`. */
export function detailText(detail: Act["detail"]): string {
  return Object.entries(detail)
    .map(([name, value]) => `${human(name)}: ${valueText(value)}`)
    .join("; ");
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(", ") || words.trail.nothing;
  if (value !== null && typeof value === "object") {
    return Object.entries(value)
      .map(([name, one]) => `${human(name).toLowerCase()} ${valueText(one)}`)
      .join(", ");
  }
  return String(value);
}
