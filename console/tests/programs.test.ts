import { describe, expect, test } from "vitest";
import type { Delivery, Webhook } from "../src/api/types";
import { permissionText } from "../src/programs/told";
import {
  asTheyAre,
  became,
  eventText,
  isUnderWay,
  laidOut,
  standing,
  tryText,
} from "../src/webhooks/told";

const NOW = Date.parse("2027-04-05T12:00:00Z");

const webhook: Webhook = {
  id: "w",
  url: "https://hooks.example.com/legwork",
  events: ["task.ended"],
  enabled: true,
  made_by: "Ana",
  created_at: "2027-04-01T12:00:00Z",
  failing_since: null,
  disabled_because: null,
  old_secret_until: null,
};

const delivery: Delivery = {
  id: "d",
  event_id: "e",
  event: "task.ended",
  state: "delivered",
  created_at: "2027-04-05T11:00:00Z",
  next_at: null,
  tries: [],
  body: "{}",
};

describe("what a program may do", () => {
  test("is told in words, unknown permissions by their name", () => {
    expect(permissionText("tokens")).toBe("Makeup tokens");
    expect(permissionText("field_trips" as never)).toBe("Field trips");
  });
});

describe("a webhook", () => {
  test("is marked by how it stands", () => {
    expect(standing(webhook)).toEqual({ tone: "good", text: "Enabled" });
    const failing = { ...webhook, failing_since: "2027-04-03T12:00:00Z" };
    expect(standing(failing)).toEqual({ tone: "warning", text: "Failing" });
    expect(standing({ ...webhook, enabled: false }).tone).toBe("quiet");
    const given_up = { ...failing, enabled: false, disabled_because: "No call has succeeded." };
    expect(standing(given_up)).toEqual({ tone: "error", text: "Disabled" });
  });

  test("is told of events that this page does not know", () => {
    expect(eventText("permit.saved" as never)).toBe("Permit saved");
  });
});

describe("a delivery", () => {
  const tried = { at: "2027-04-05T11:00:01Z", status: null, problem: "It did not answer in time." };

  test("that is tried again is a warning, one that has not been tried is none", () => {
    const pending = { ...delivery, state: "pending" } as const;
    expect(became(pending).tone).toBe("live");
    const again = { tone: "warning", text: "To be tried again" };
    expect(became({ ...pending, tries: [tried] })).toEqual(again);
    expect(became({ ...delivery, state: "failed" }).tone).toBe("error");
  });

  test("says of each try what came", () => {
    expect(tryText(tried)).toMatch(/It did not answer in time\.$/);
    expect(tryText({ ...tried, status: 500, problem: null })).toMatch(/answered 500$/);
    expect(tryText({ ...tried, problem: null })).toMatch(/no answer$/);
  });

  test("is looked at again while something will become of it in a moment", () => {
    const pending = { ...delivery, state: "pending" } as const;
    expect(isUnderWay([{ ...pending, next_at: "2027-04-05T12:00:05Z" }], NOW)).toBe(true);
    expect(isUnderWay([{ ...pending, next_at: "2027-04-05T14:00:00Z" }], NOW)).toBe(false);
    expect(isUnderWay([delivery], NOW)).toBe(false);
  });

  test("stays in its place, and others do not come between", () => {
    const other = { ...delivery, id: "other" };
    const now = { ...delivery, state: "failed" } as const;
    expect(asTheyAre([other, delivery], [now, { ...delivery, id: "new" }])).toEqual([other, now]);
  });

  test("shows what it is called with, whatever that is", () => {
    expect(laidOut('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(laidOut("{broken")).toBe("{broken");
  });
});
