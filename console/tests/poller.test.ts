// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Poller } from "../src/live/poller";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("looks at the pace of what it sees, and no more once it is stopped", async () => {
  let busy = true;
  let looks = 0;
  const poller = new Poller(async () => {
    looks += 1;
    return busy;
  });
  const stop = poller.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(looks).toBe(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(looks).toBe(2);
  busy = false;
  await vi.advanceTimersByTimeAsync(2_000);
  await vi.advanceTimersByTimeAsync(14_000);
  expect(looks).toBe(3);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toBe(4);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks).toBe(4);
});

test("never looks twice at once; who asks meanwhile gets one more look", async () => {
  let open = 0;
  let most = 0;
  let looks = 0;
  const poller = new Poller(async () => {
    looks += 1;
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setTimeout(resolve, 500));
    open -= 1;
    return false;
  });
  const stop = poller.start();
  poller.now();
  poller.now();
  await vi.advanceTimersByTimeAsync(1_100);
  expect([looks, most]).toEqual([2, 1]);
  stop();
});

test("goes on after failures", async () => {
  let looks = 0;
  const poller = new Poller(async () => {
    looks += 1;
    throw new TypeError("down");
  });
  const stop = poller.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(looks).toBeGreaterThan(2);
  stop();
});
