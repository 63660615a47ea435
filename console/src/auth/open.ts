import type { Config } from "../config";
import { CognitoSession, SIGNED_IN, SIGNED_IN_AGAIN } from "./cognito";
import { openDevSession } from "./dev";
import type { Session } from "./session";
import { answerPage } from "./window";

/** The session of this page; finishes a sign-in that has just come back. */
export async function openSession(config: Config): Promise<Session> {
  if (import.meta.env.DEV) return openDevSession();
  if (location.pathname === SIGNED_IN_AGAIN) {
    answerPage();
    // This window is about to close: nothing is to be shown in it.
    return new Promise(() => undefined);
  }
  const session = new CognitoSession(config, async () => {
    const { openPool } = await import("./pool");
    return openPool(config);
  });
  if (location.pathname === SIGNED_IN) history.replaceState(null, "", await back(session));
  return session;
}

/** Where the person was before they signed in. A code that is of no use leads to the beginning. */
async function back(session: CognitoSession): Promise<string> {
  const address = location.href;
  try {
    return await session.finish(address);
  } catch (error) {
    // Used already: the page was loaded again, or the history led here.
    if (error instanceof Error && error.name === "Refused") return "/";
    if (session.user()) return "/";
    throw error;
  }
}
