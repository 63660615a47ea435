import { expect, test } from "vitest";
import type { Task, Waiting } from "../src/api/types";
import { dollars, stopsAt, sumText, timeText, waitingText } from "../src/tasks/told";

const at = "2027-03-01T09:00:00Z";
const paused = (by: string | null, reason: string | null): Waiting => ({
  for: "pause",
  at,
  by,
  reason,
});

test.each<[string, Waiting | null, string | null]>([
  ["nothing", null, null],
  ["the next turn", { for: "turn", ahead: 0 }, "Next in line"],
  ["a later turn", { for: "turn", ahead: 2 }, "2 tasks ahead of it"],
  ["somebody with a reason", paused("Ana", "Rain"), "Paused by Ana: Rain"],
  ["somebody without one", paused("Ana", null), "Paused by Ana"],
  ["a threshold", paused(null, "5 errors; it stops at 5."), "Paused: 5 errors; it stops at 5."],
  ["an approval", { for: "approval" }, "Waits for somebody else to approve it"],
  ["a hold", { for: "hold", at, by: "Ana", reason: "Audit" }, "On hold by Ana: Audit"],
])("a task waits for %s", (_name, waiting, text) => {
  expect(waitingText(waiting)).toBe(text);
});

test.each([
  [null, null],
  [{ errors: 1, error_percent: null }, "1 error"],
  [{ errors: 20, error_percent: null }, "20 errors"],
  [{ errors: null, error_percent: 5 }, "5 % errors"],
])("a threshold of %j", (threshold, text) => {
  expect(stopsAt(threshold)).toBe(text);
});

test.each<[string, string | null, [string, string] | null, string | null]>([
  ["nothing that is known", null, null, null],
  ["a range", "2027-03-01T09:02:00Z", ["09:01:00", "09:03:00"], "1 min to 3 min left"],
  ["a range from now on", "2027-03-01T09:02:00Z", ["09:00:00", "09:03:00"], "at most 3 min left"],
  ["a moment that is past", "2027-03-01T08:59:00Z", ["08:58:00", "08:59:30"], "almost done"],
])("the time left of %s", (_name, eta, range, text) => {
  const moment = (time: string) => `2027-03-01T${time}Z`;
  const eta_range = range && { earliest: moment(range[0]), latest: moment(range[1]) };
  const task = { state: "running", eta, eta_range } as Task;
  expect(timeText(task, Date.parse(at))).toBe(text);
});

test.each([
  [0, "$0.000000"],
  [0.0012346, "$0.001235"],
  [1.239, "$1.24"],
])("a cost of %d", (amount, text) => {
  expect(dollars(amount)).toBe(text);
});

test.each<[string, number, [string, string]]>([
  ["total_cents", 1_920_005, ["Total", "$19,200.05"]],
  ["credit_cents", -50, ["Credit", "-$0.50"]],
  ["mails", 12_000, ["Mails", "12,000"]],
])("a sum of %s", (name, amount, text) => {
  expect(sumText(name, amount)).toEqual(text);
});
