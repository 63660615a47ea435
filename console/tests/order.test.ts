import { describe, expect, test } from "vitest";
import { append, letGo, lose, NOTHING, type Order, takeIn } from "../src/tasks/order";

const shown = (...ids: string[]): Order => ({ ...NOTHING, shown: ids });
const all = (...ids: string[]) => ({ ids, more: false });
const head = (...ids: string[]) => ({ ids, more: true });

describe("while rows are held", () => {
  test("new ones wait above", () => {
    const order = takeIn(shown("3", "2", "1"), all("5", "4", "3", "2", "1"), true);
    expect(order.shown).toEqual(["3", "2", "1"]);
    expect(order.waiting).toEqual(["5", "4"]);
  });

  test("more new ones join those that wait, the newest first", () => {
    const once = takeIn(shown("1"), all("3", "1"), true);
    expect(takeIn(once, all("4", "3", "2", "1"), true).waiting).toEqual(["4", "3", "2"]);
  });

  test("what has left stays where it is, marked", () => {
    const order = takeIn(shown("3", "2", "1"), all("3", "1"), true);
    expect(order.shown).toEqual(["3", "2", "1"]);
    expect([...order.gone]).toEqual(["2"]);
  });

  test("what comes back is not gone any more", () => {
    const gone = takeIn(shown("2", "1"), all("1"), true);
    expect([...takeIn(gone, all("2", "1"), true).gone]).toEqual([]);
  });

  test("one that waited and is deleted meanwhile waits no more", () => {
    const order = takeIn(shown("1"), all("2", "1"), true);
    expect(takeIn(order, all("1"), true).waiting).toEqual([]);
  });

  test("one that is known to be gone is marked and does not move the others", () => {
    const order = lose(shown("3", "2", "1"), "2", true);
    expect(order.shown).toEqual(["3", "2", "1"]);
    expect(order.gone.has("2")).toBe(true);
  });
});

describe("when rows are free", () => {
  test("new ones come in on top and what is gone goes", () => {
    expect(takeIn(shown("3", "2", "1"), all("4", "3", "1"), false)).toEqual(shown("4", "3", "1"));
  });

  test("letting go shows what waited, in its place", () => {
    const held = takeIn(shown("4", "1"), all("5", "4", "3", "1"), true);
    expect(letGo(held)).toEqual(shown("5", "4", "3", "1"));
  });
});

describe("older rows", () => {
  test("are not taken for gone because the head does not reach them", () => {
    const order = takeIn(shown("5", "4", "2", "1"), head("6", "5", "4"), true);
    expect([...order.gone]).toEqual([]);
    expect(order.waiting).toEqual(["6"]);
  });

  test("those that the head would show and does not are gone", () => {
    const order = takeIn(shown("5", "4", "3", "1"), head("5", "3"), true);
    expect([...order.gone]).toEqual(["4"]);
  });

  test("are appended once", () => {
    expect(append(shown("3", "2"), ["2", "1"]).shown).toEqual(["3", "2", "1"]);
  });

  test("never double one that waits", () => {
    const order: Order = { ...shown("3"), waiting: ["4"] };
    expect(append(order, ["4", "2"]).shown).toEqual(["3", "2"]);
  });
});

test("an empty list empties what is shown", () => {
  expect(takeIn(shown("1"), all(), false)).toEqual(NOTHING);
});
