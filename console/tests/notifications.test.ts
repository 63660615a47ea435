import { describe, expect, test } from "vitest";
import type { Notification } from "../src/api/types";
import { arrivals } from "../src/notifications/arrivals";
import { told } from "../src/notifications/told";

const ended: Notification = {
  id: "t",
  task: { id: "t", number: 12, title: "Bill out", status: "Errors" },
  webhook: null,
  href: "/v1/tasks/t",
  at: "2027-04-05T12:00:00Z",
  read: false,
  approve: false,
  about: "end",
};
const disabled: Notification = {
  ...ended,
  id: "n",
  about: "disabled",
  task: null,
  webhook: { id: "w", url: "https://hooks.example.com/", reason: "It answered 410." },
  href: "/v1/webhooks/w",
};

describe("a notification", () => {
  test("of a task leads to the task", () => {
    expect(told(ended)).toMatchObject({ href: "/tasks/t", status: "Errors", text: "Bill out" });
  });

  test("of a webhook leads to the webhook, and says why it is disabled", () => {
    expect(told(disabled)).toMatchObject({
      href: "/webhooks/w",
      status: "Disabled",
      text: "https://hooks.example.com/: It answered 410.",
    });
  });

  test("of what a later release knows is one, too", () => {
    expect(told({ ...disabled, webhook: null }).href).toBe("/notifications");
  });

  test("of a webhook is called out once", () => {
    const first = arrivals(new Set<string>(), [disabled, ended]);
    expect(first.fresh).toEqual([disabled, ended]);
    expect(arrivals(first.seen, [disabled, ended]).fresh).toEqual([]);
  });
});
