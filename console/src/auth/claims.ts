import type { User } from "./session";

/** Who an ID token is about. The API verifies it; this only reads it. */
export function readUser(token: string): User {
  const claims = readClaims(token);
  const groups = claims["cognito:groups"];
  return {
    id: String(claims.sub ?? ""),
    name: String(claims.name ?? claims["cognito:username"] ?? ""),
    login: String(claims["cognito:username"] ?? claims.email ?? ""),
    account: String(claims["custom:account_id"] ?? ""),
    groups: Array.isArray(groups) ? groups.map(String) : [],
  };
}

function readClaims(token: string): Record<string, unknown> {
  const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}
