import { describe, expect, test } from "vitest";
import { secondsOf } from "../src/api/answer";
import { nextDelay, type Pace } from "../src/live/pace";

const calm: Pace = { busy: false, hidden: false, failures: 0, retryAfter: null };
const never = () => 0;

describe("the wait before the next look", () => {
  test.each<[string, Partial<Pace>, number]>([
    ["something runs", { busy: true }, 2_000],
    ["nothing runs", {}, 15_000],
    ["nobody looks, something runs", { hidden: true, busy: true }, 30_000],
    ["nobody looks", { hidden: true }, 60_000],
    ["a failure", { failures: 1, busy: true }, 2_000],
    ["three in a row", { failures: 3, busy: true }, 8_000],
    ["very many", { failures: 20 }, 60_000],
    ["it asks for longer than that", { failures: 1, retryAfter: 7 }, 7_000],
    ["it asks for less", { failures: 4, retryAfter: 1 }, 16_000],
    ["a failure that nobody sees", { failures: 1, hidden: true }, 60_000],
  ])("%s", (_name, pace, expected) => {
    expect(nextDelay({ ...calm, ...pace }, never)).toBe(expected);
  });

  test("windows that failed together look again at different times, never too early", () => {
    const pace = { ...calm, failures: 1, retryAfter: 10 };
    const delays = [0, 0.5, 1].map((chance) => nextDelay(pace, () => chance));
    expect(delays).toEqual([10_000, 11_000, 12_000]);
  });
});

test.each<[string | null, number | null]>([
  [null, null],
  ["2", 2],
  ["Thu, 01 Jan 2026 00:00:30 GMT", 30],
  ["Wed, 31 Dec 2025 23:59:00 GMT", 0],
  ["soon", null],
])("Retry-After %s", (header, seconds) => {
  expect(secondsOf(header, Date.UTC(2026, 0, 1))).toBe(seconds);
});
