// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { CognitoSession } from "../src/auth/cognito";
import { type Kept, keep, readKept } from "../src/auth/kept";
import { type Pool, Refused } from "../src/auth/pool";
import { SessionEnded } from "../src/auth/session";

const CONFIG = {
  api_url: "https://console.example",
  authority: "https://pool.example",
  client_id: "c",
  sign_in_domain: "https://sign-in.example",
  stage: "test",
};
const NOW = Date.parse("2027-05-01T10:00:00Z");
const MINUTE = 60_000;

const tokenOf = (sub: string, place = 0): string =>
  `h.${btoa(JSON.stringify({ sub, name: "Ana", place }))}.s`;
const keptFor = (minutes: number, token = tokenOf("ana")): Kept => ({
  idToken: token,
  refreshToken: "once",
  endsAt: NOW + minutes * MINUTE,
});

function session(pool: Partial<Pool> = {}): CognitoSession {
  return new CognitoSession(CONFIG, async () => pool as Pool);
}

function refreshing(answer: () => Promise<Kept>): { pool: Partial<Pool>; times: () => number } {
  let times = 0;
  const refresh = () => {
    times += 1;
    return answer();
  };
  return { pool: { refresh }, times: () => times };
}

beforeEach(() => {
  sessionStorage.clear();
  vi.useFakeTimers({ now: NOW });
});

test("who has signed in in this tab is still signed in after a reload", async () => {
  keep(keptFor(30));
  const found = session();

  expect(found.user()?.name).toBe("Ana");
  expect(await found.token()).toBe(tokenOf("ana"));
});

test("nobody is signed in where nothing sensible is kept", async () => {
  sessionStorage.setItem("legwork.session", '{"idToken": 1');

  expect(session().user()).toBeNull();
  await expect(session().token()).rejects.toBeInstanceOf(SessionEnded);
});

test("a token is replaced before it ends, and once for all who ask", async () => {
  keep(keptFor(4));
  const { pool, times } = refreshing(async () => keptFor(34, tokenOf("ana", 2)));
  const found = session(pool);

  const tokens = await Promise.all([found.token(), found.token(), found.token()]);

  expect(new Set(tokens)).toEqual(new Set([tokenOf("ana", 2)]));
  expect(times()).toBe(1);
  expect(readKept()?.endsAt).toBe(NOW + 34 * MINUTE);
});

test("a user pool that cannot be reached ends nothing", async () => {
  keep(keptFor(4));
  const found = session(refreshing(() => Promise.reject(new TypeError("offline"))).pool);
  const told: string[] = [];
  found.onEnded(() => told.push("ended"));

  expect(await found.token()).toBe(tokenOf("ana"));
  vi.setSystemTime(NOW + 10 * MINUTE);
  await expect(found.token()).rejects.toBeInstanceOf(TypeError);

  expect(told).toEqual([]);
  expect(readKept()).not.toBeNull();
});

test("a refresh token that is refused ends the session, which is said once", async () => {
  keep(keptFor(4));
  const found = session(refreshing(() => Promise.reject(new Refused("revoked"))).pool);
  const told: string[] = [];
  found.onEnded(() => told.push("ended"));

  await expect(found.token()).rejects.toBeInstanceOf(SessionEnded);
  await expect(found.token()).rejects.toBeInstanceOf(SessionEnded);

  expect(told).toEqual(["ended"]);
  expect(readKept()).toBeNull();
  // Whose work it is stays on the page.
  expect(found.user()?.name).toBe("Ana");
});

test("only the token in use ends the session when the API refuses it", () => {
  keep(keptFor(30));
  const found = session();
  const told: string[] = [];
  found.onEnded(() => told.push("ended"));

  found.refused(tokenOf("ana", 1));
  expect(told).toEqual([]);
  found.refused(tokenOf("ana"));
  expect(told).toEqual(["ended"]);
});
