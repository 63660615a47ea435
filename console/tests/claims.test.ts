import { expect, test } from "vitest";
import { readUser } from "../src/auth/claims";

function token(claims: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  const payload = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
  return `e30.${payload}.x`;
}

test("a token says who somebody is, in any script", () => {
  const user = readUser(
    token({ sub: "1", name: "Zoë Åström", "cognito:groups": ["owner"], "custom:account_id": "p" }),
  );
  expect(user).toEqual({ id: "1", name: "Zoë Åström", login: "", account: "p", groups: ["owner"] });
});

test("who has no groups has no permissions", () => {
  expect(readUser(token({ sub: "1" })).groups).toEqual([]);
});
