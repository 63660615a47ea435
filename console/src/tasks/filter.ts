import type { TaskState } from "../api/types";

/** Which tasks are listed: the same words as in the address and in the API. */
export interface Filter {
  readonly state?: TaskState;
  readonly kind?: string;
  readonly launched_by?: string;
  readonly subject?: string;
}

export const STATES: readonly TaskState[] = [
  "queued",
  "planning",
  "running",
  "paused",
  "finishing",
  "cancelling",
  "completed",
  "failed",
  "cancelled",
];

const SUBJECT = /^[a-z_]{1,30}:.{1,90}$/;

/** The filter that an address names; what makes no sense there is left out. */
export function filterOf(query: Record<string, string>): Filter {
  const state = STATES.find((one) => one === query.state);
  const { kind, who, about } = query;
  return {
    ...(state ? { state } : {}),
    ...(kind ? { kind: kind.slice(0, 64) } : {}),
    ...(who ? { launched_by: who.slice(0, 128) } : {}),
    ...(about && SUBJECT.test(about) ? { subject: about } : {}),
  };
}

/** The address of a filtered list. */
export function addressOf(filter: Filter): string {
  const query = new URLSearchParams();
  if (filter.state) query.set("state", filter.state);
  if (filter.kind) query.set("kind", filter.kind);
  if (filter.launched_by) query.set("who", filter.launched_by);
  if (filter.subject) query.set("about", filter.subject);
  const text = query.toString();
  return text ? `/tasks?${text}` : "/tasks";
}

/** `606405` as a person types it, or `permit:606405`: always with its type. */
export function subjectOf(typed: string): string | undefined {
  const text = typed.trim();
  if (!text) return undefined;
  return SUBJECT.test(text) ? text : `permit:${text}`;
}
