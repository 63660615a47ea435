import createClient, { type Client } from "openapi-fetch";
import { type Session, SessionEnded } from "../auth/session";
import { sawAnswer, sawNothing } from "../live/health";
import { Unreachable } from "./answer";
import type { paths } from "./schema";

export type Api = Client<paths, "application/json">;

/** Longer than the gateway waits for a function: it has nothing to say any more. */
const TIMEOUT_MS = 35_000;

/** The calls of the API, each with a token of the session. */
export function openApi(baseUrl: string, session: Session): Api {
  const api = createClient<paths, "application/json">({ baseUrl, fetch: fetchInTime });
  api.use({
    async onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${await session.token()}`);
      return request;
    },
    onResponse({ request, response }) {
      sawAnswer(response.status);
      if (response.status !== 401) return;
      session.refused(request.headers.get("Authorization")?.replace("Bearer ", "") ?? "");
      throw new SessionEnded();
    },
    onError({ error }) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      sawNothing();
      return new Unreachable();
    },
  });
  return api;
}

function fetchInTime(request: Request): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  return fetch(request, { signal });
}
