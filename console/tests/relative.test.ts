import { expect, test } from "vitest";
import { sentDays, shownDays, withRelativeDays } from "../src/autopilot/relative";
import { fieldsOf } from "../src/launch/fields";
import { filledIn, paramsOf, problemsOf } from "../src/launch/values";

const DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const fields = withRelativeDays(
  fieldsOf({
    required: ["from_date"],
    properties: { from_date: { type: "string", pattern: DAY }, reason: { type: "string" } },
  }),
);

test.each([
  [{ from_date: { days: 7 } }, "+7d"],
  [{ from_date: { days: -1 } }, "-1d"],
  [{ from_date: "2027-03-01" }, "2027-03-01"],
])("a day of a workflow stays as it was: %j", (saved, text) => {
  const values = filledIn(fields, shownDays(saved));
  expect(values.from_date).toBe(text);
  expect(problemsOf(fields, values)).toEqual({});
  expect(sentDays(paramsOf(fields, values))).toEqual(saved);
});

test("what is no day is told", () => {
  const values = filledIn(fields, { from_date: "in a week" });
  expect(Object.keys(problemsOf(fields, values))).toEqual(["from_date"]);
});

test("days in lists", () => {
  const saved = { blackout_days: ["2027-03-01", { days: 3 }] };
  expect(shownDays(saved)).toEqual({ blackout_days: ["2027-03-01", "+3d"] });
  expect(sentDays(shownDays(saved))).toEqual(saved);
});
