import { expect, test } from "vitest";
import { detailText, whoText } from "../src/trail/told";

const ana = { id: "1", name: "Ana" };

test("an act says who did it, and how where nobody signed in", () => {
  expect(whoText({ by: ana, via: "staff" })).toBe("Ana");
  expect(whoText({ by: ana, via: "operator" })).toBe("Ana (operator)");
});

test("details are told in words, however deep", () => {
  expect(detailText({})).toBe("");
  expect(
    detailText({
      reason: "Rain",
      receipt: { total: 3, not_attempted: 1 },
      fields: ["name", "email"],
    }),
  ).toBe("Reason: Rain; Receipt: total 3, not attempted 1; Fields: name, email");
});

test("an empty list is told to be one", () => {
  expect(detailText({ credential: { name: "Till", permissions: [] } })).toBe(
    "Credential: name Till, permissions none",
  );
});
