import { describe, expect, test } from "vitest";
import type { OutcomeGroup, Progress } from "../src/api/types";
import { percent, settled, sharesOf } from "../src/tasks/counts";
import { failuresOf } from "../src/tasks/reasons";

const EMPTY = {
  succeeded: 0,
  warnings: 0,
  errors: 0,
  skipped: 0,
  remaining: 0,
  not_attempted: 0,
};

const progress = (some: Partial<typeof EMPTY>): Progress => {
  const counts = { ...EMPTY, ...some };
  const total = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const notices = { staged: 0, sent: 0, discarded: 0, in_doubt: 0, refused: 0 };
  return { ...counts, total, notices };
};

describe("the parts of a bar", () => {
  test("add up to the total, in a fixed order, without empty ones", () => {
    const mixed = progress({ succeeded: 980, errors: 3, remaining: 17 });
    const shares = sharesOf(mixed);
    expect(shares.map(({ part }) => part)).toEqual(["succeeded", "errors", "remaining"]);
    expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(mixed.total);
  });

  test("a task without a plan has none", () => {
    expect(sharesOf(progress({}))).toEqual([]);
  });
});

test.each<[string, Partial<typeof EMPTY>, number]>([
  ["nothing planned", {}, 0],
  ["nothing done", { remaining: 10 }, 0],
  ["one of very many done", { succeeded: 1, remaining: 100_000 }, 1],
  ["all but one done", { succeeded: 100_000, remaining: 1 }, 99],
  ["all done, some badly", { succeeded: 1, errors: 1 }, 100],
  ["cancelled half way", { succeeded: 5, not_attempted: 5 }, 50],
])("percent: %s", (_name, some, expected) => {
  expect(percent(progress(some))).toBe(expected);
});

test("what is settled", () => {
  const cancelled = progress({ succeeded: 4, errors: 2, skipped: 1, not_attempted: 3 });
  expect(settled(cancelled)).toBe(7);
});

test("failures come errors first, the largest group first, without successes", () => {
  const group = (outcome: OutcomeGroup["outcome"], code: string, count: number): OutcomeGroup => ({
    outcome,
    code,
    count,
    example: { target: "", message: "" },
    retried_by: null,
  });
  const groups = [
    group("succeeded", "saved", 900),
    group("warning", "conflict", 50),
    group("error", "rare", 2),
    group("error", "common", 40),
    group("not_attempted", "", 8),
  ];
  expect(failuresOf(groups).map(({ code, count }) => `${code} ${count}`)).toEqual([
    "common 40",
    "rare 2",
    " 8",
    "conflict 50",
  ]);
});
