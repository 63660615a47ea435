import { describe, expect, test } from "vitest";
import { editingOf, START, writtenAs } from "../src/autopilot/editing";
import { inWords, nextRuns, parseSchedule } from "../src/autopilot/schedule";

const at = (text: string) => Date.parse(text);
const runs = (schedule: string, zone: string, from: string, count = 3) =>
  nextRuns(schedule, zone, at(from), count)?.map((moment) => new Date(moment).toISOString());

test.each([
  ["rate(1 hour)", "Every hour"],
  ["rate(15 minutes)", "Every 15 minutes"],
  ["cron(0 6 * * ? *)", "Every day at 6:00 AM"],
  ["cron(30 18 ? * MON-FRI *)", "Monday to Friday at 6:30 PM"],
  ["cron(0 9 ? * MON,THU *)", "Every Monday and Thursday at 9:00 AM"],
  ["cron(0 9 1 * ? *)", "On day 1 of every month at 9:00 AM"],
  ["cron(0 9 L * ? *)", "On the last day of every month at 9:00 AM"],
  ["cron(5 * * * ? *)", "Every hour at 05 past"],
  ["cron(0/10 * * * ? *)", "Every 10 minutes"],
  ["cron(0 0/4 * * ? *)", "Every 4 hours at 00 past"],
  ["cron(0 9 ? * 2#1 *)", "By the expression cron(0 9 ? * 2#1 *)"],
  ["at(2027-03-01T09:00:00)", "Once, on Monday, March 1, 2027 at 9:00 AM"],
  ["whatever", "whatever"],
])("%s is said as %s", (schedule, said) => {
  expect(inWords(schedule)).toBe(said);
});

test.each([
  "rate(0 hours)",
  "cron(0 6 * * * *)",
  "cron(0 6 ? * ? *)",
  "cron(0 25 * * ? *)",
  "cron(61 6 * * ? *)",
  "cron(0 6 * * ?)",
  "cron(0 6 ? * XYZ *)",
  "at(2027-03-01)",
  "",
])("%s is no schedule", (schedule) => {
  expect(parseSchedule(schedule)).toBeNull();
});

describe("next runs", () => {
  test.each<[string, string, string, string[]]>([
    [
      "cron(0 6 ? * MON-FRI *)",
      "UTC",
      "2026-11-27T06:00Z",
      ["2026-11-30T06:00", "2026-12-01T06:00", "2026-12-02T06:00"],
    ],
    [
      "cron(0 6 * * ? *)",
      "America/New_York",
      "2026-11-28T00:00Z",
      ["2026-11-28T11:00", "2026-11-29T11:00", "2026-11-30T11:00"],
    ],
    ["cron(0 9 29 2 ? *)", "UTC", "2026-01-01T00:00Z", ["2028-02-29T09:00", "2032-02-29T09:00"]],
    ["cron(0 9 L * ? *)", "UTC", "2027-02-01T00:00Z", ["2027-02-28T09:00", "2027-03-31T09:00"]],
    ["cron(0 9 ? * 2#1 *)", "UTC", "2027-01-01T00:00Z", ["2027-01-04T09:00", "2027-02-01T09:00"]],
    ["cron(0 9 ? * 6L *)", "UTC", "2027-01-01T00:00Z", ["2027-01-29T09:00", "2027-02-26T09:00"]],
    ["cron(0 9 1W * ? *)", "UTC", "2027-05-01T00:00Z", ["2027-05-03T09:00", "2027-06-01T09:00"]],
    ["cron(0 9 ? * FRI-MON *)", "UTC", "2027-01-05T10:00Z", ["2027-01-08T09:00"]],
    [
      "cron(0/30 8-9 * * ? *)",
      "UTC",
      "2027-01-01T08:10Z",
      ["2027-01-01T08:30", "2027-01-01T09:00"],
    ],
    ["cron(0 6 * * ? 2026)", "UTC", "2026-12-30T07:00Z", ["2026-12-31T06:00"]],
    ["at(2027-03-01T09:00:00)", "Europe/Berlin", "2027-01-01T00:00Z", ["2027-03-01T08:00"]],
  ])("%s in %s after %s", (schedule, zone, from, expected) => {
    const found = runs(schedule, zone, from, 3);
    expect(found?.slice(0, expected.length)).toEqual(expected.map((one) => `${one}:00.000Z`));
  });

  test("a time that the clocks skip does not come; one that comes twice comes once", () => {
    expect(runs("cron(30 2 * * ? *)", "America/New_York", "2027-03-13T12:00Z", 2)).toEqual([
      "2027-03-15T06:30:00.000Z",
      "2027-03-16T06:30:00.000Z",
    ]);
    expect(runs("cron(30 1 * * ? *)", "America/New_York", "2027-11-07T00:00Z", 2)).toEqual([
      "2027-11-07T05:30:00.000Z",
      "2027-11-08T06:30:00.000Z",
    ]);
  });

  test("one that is over does not come again", () => {
    expect(runs("at(2020-01-01T00:00:00)", "UTC", "2027-01-01T00:00Z")).toEqual([]);
  });

  test("a rate's are not known", () => {
    expect(nextRuns("rate(1 hour)", "UTC", 0, 3)).toBeNull();
  });
});

describe("simple choices", () => {
  test.each([
    "cron(0 6 * * ? *)",
    "cron(5 18 ? * MON-FRI *)",
    "cron(0 9 ? * MON,THU *)",
    "cron(0 9 15 * ? *)",
    "cron(0 9 L * ? *)",
    "rate(1 hour)",
    "rate(15 minutes)",
    "at(2027-03-01T09:00:00)",
    "at(2027-03-01T09:00:30)",
    "cron(0 9 ? * 2#1 *)",
    "cron(0/10 8-18 ? * MON-FRI *)",
  ])("%s comes out as it went in", (schedule) => {
    expect(writtenAs(editingOf(schedule))).toBe(schedule);
  });

  test("what is not finished is no schedule", () => {
    expect(writtenAs({ ...START, mode: "weekly", days: [] })).toBe("");
    expect(writtenAs({ ...START, mode: "once" })).toBe("");
  });
});
