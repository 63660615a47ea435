import type { Config } from "../config";
import { openDevSession } from "./dev";
import type { Session } from "./session";

/** The session of this page; finishes a sign-in that has just come back. */
export async function openSession(_config: Config): Promise<Session> {
  if (import.meta.env.DEV) return openDevSession();
  throw new Error("No way to sign in yet.");
}
