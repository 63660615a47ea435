import type { Progress } from "../api/types";

export const PARTS = [
  "succeeded",
  "warnings",
  "errors",
  "skipped",
  "not_attempted",
  "remaining",
] as const;

export type Part = (typeof PARTS)[number];

export interface Share {
  readonly part: Part;
  readonly count: number;
}

/** The parts of a progress that are not empty, in the order in which they are drawn. */
export function sharesOf(progress: Progress): Share[] {
  return PARTS.map((part) => ({ part, count: progress[part] })).filter(({ count }) => count > 0);
}

/** Targets of which it is known what came of them. */
export function settled(progress: Progress): number {
  return progress.total - progress.remaining - progress.not_attempted;
}

/** Percent that is settled; not 100 before all are, not 0 once one is. */
export function percent(progress: Progress): number {
  if (!progress.total) return 0;
  const exact = (100 * settled(progress)) / progress.total;
  return exact < 50 ? Math.ceil(exact) : Math.floor(exact);
}
