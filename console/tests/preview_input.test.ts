import { describe, expect, test } from "vitest";
import { hoursProblem, previewOf } from "../src/autopilot/preview_input";

describe("a workflow that previews first", () => {
  test("waits as long as was typed", () => {
    expect(previewOf("24")).toEqual({ wait_hours: 24 });
    expect(previewOf(null)).toBeNull();
  });

  test.each([null, "1", "168", " 24 "])("may wait %s hours", (hours) => {
    expect(hoursProblem(hours)).toBeNull();
  });

  test.each(["", "0", "169", "1.5", "-1", "a day"])("may not wait %j hours", (hours) => {
    expect(hoursProblem(hours)).not.toBeNull();
  });
});
