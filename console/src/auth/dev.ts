import { readUser } from "./claims";
import type { Session } from "./session";

/** A session from `VITE_TOKEN`: for work on the pages with `npm run dev`, and in no build. */
export function openDevSession(): Session {
  const token = String(import.meta.env.VITE_TOKEN ?? "");
  return {
    token: async () => token,
    refused: () => undefined,
    signIn: async () => location.reload(),
    signOut: async () => location.reload(),
    user: () => readUser(token),
    onEnded: () => () => undefined,
  };
}
