import { describe, expect, test } from "vitest";
import { Intent } from "../src/api/intent";
import { fileProblem } from "../src/launch/file_input";
import { arrivals } from "../src/notifications/arrivals";
import { readTyped, typedAs } from "../src/permits/requirements";
import { centsOf, inputOf, placeOf, rowProblems } from "../src/permits/rows";
import { addressOf, filterOf, subjectOf } from "../src/tasks/filter";

describe("the key of a call", () => {
  test("stays for the same thing until it is done", () => {
    const intent = new Intent();
    const first = intent.keyFor({ a: 1 });
    expect(intent.keyFor({ a: 1 })).toEqual(first);
    intent.settle();
    expect(intent.keyFor({ a: 1 })).not.toEqual(first);
  });

  test("is another for another thing", () => {
    const intent = new Intent();
    expect(intent.keyFor({ a: 1 })).not.toEqual(intent.keyFor({ a: 2 }));
  });
});

describe("notifications", () => {
  test("those from before the page are not called out, later ones are, once", () => {
    const first = arrivals(null, [{ id: "1" }]);
    expect(first.fresh).toEqual([]);
    const second = arrivals(first.seen, [{ id: "2" }, { id: "1" }]);
    expect(second.fresh).toEqual([{ id: "2" }]);
    expect(arrivals(second.seen, [{ id: "2" }, { id: "1" }]).fresh).toEqual([]);
  });

  test("one that says something else is called out again", () => {
    const paused = { id: "1", task: { status: "Paused" } };
    const ended = { id: "1", task: { status: "Complete" } };
    const { seen } = arrivals(null, [paused]);
    expect(arrivals(seen, [paused]).fresh).toEqual([]);
    expect(arrivals(seen, [ended]).fresh).toEqual([ended]);
  });

  test("one that was read and is asked for again is not new", () => {
    const { seen } = arrivals(new Set(["1"]), []);
    expect(arrivals(seen, [{ id: "1" }]).fresh).toEqual([]);
  });
});

describe("the filter in the address", () => {
  test("comes back as it was", () => {
    const filter = {
      state: "running",
      kind: "email_blast",
      launched_by: "me",
      subject: "permit:A & B",
    } as const;
    const query = Object.fromEntries(new URL(addressOf(filter), "http://x").searchParams);
    expect(filterOf(query)).toEqual(filter);
  });

  test("what makes no sense is left out", () => {
    expect(filterOf({ state: "flying", about: "nonsense" })).toEqual({});
  });

  test.each([
    ["606405", "permit:606405"],
    [" permit:7 ", "permit:7"],
    ["", undefined],
  ])("%s is about %s", (typed, subject) => {
    expect(subjectOf(typed)).toBe(subject);
  });
});

test.each<[string, number | null]>([
  ["25", 2500],
  ["25.5", 2550],
  ["25,50", 2550],
  ["0.07", 7],
  ["1.234", null],
  ["-1", null],
  ["", null],
])("%s dollars", (amount, cents) => {
  expect(centsOf(amount)).toBe(cents);
});

describe("a reservation that is typed", () => {
  const row = {
    key: "1",
    facility: " Oak ",
    starts_at: "2027-05-01T10:00",
    ends_at: "2027-05-01T12:00",
    amount: "45",
    event: "",
  };

  test("is sent without what is empty", () => {
    expect(rowProblems(row)).toEqual({});
    expect(inputOf(row)).toEqual({
      facility: "Oak",
      starts_at: "2027-05-01T10:00",
      ends_at: "2027-05-01T12:00",
      amount_cents: 4500,
    });
  });

  test("is not sent when it ends before it starts", () => {
    expect(Object.keys(rowProblems({ ...row, ends_at: "2027-05-01T10:00" }))).toEqual(["ends_at"]);
  });

  test.each([
    ["reservations[3].amount_cents", { row: 3, field: "amount" }],
    ["reservations[0]", { row: 0, field: "facility" }],
    ["holder", null],
  ])("a problem at %s has its place", (path, place) => {
    expect(placeOf(path)).toEqual(place);
  });
});

test.each<[string, number | string[]]>([
  ["2", 2],
  ["", []],
  ["Alcohol waiver, Field rules", ["Alcohol waiver", "Field rules"]],
])("requirements: %s", (typed, read) => {
  expect(readTyped(typed)).toEqual(read);
  expect(typedAs(read)).toBe(typed);
});

test.each<[string, number, boolean]>([
  ["a.csv", 10, true],
  ["a.CSV", 10, true],
  ["a.xlsx", 10, false],
  ["a.csv", 0, false],
  ["a.csv", 100 * 1024 * 1024 + 1, false],
])("a file %s of %i bytes may be sent: %s", (name, size, fine) => {
  expect(fileProblem({ name, size }) === null).toBe(fine);
});
