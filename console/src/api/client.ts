import createClient, { type Client } from "openapi-fetch";
import { type Session, SessionEnded } from "../auth/session";
import type { paths } from "./schema";

export type Api = Client<paths, "application/json">;

/** The calls of the API, each with a token of the session. */
export function openApi(baseUrl: string, session: Session): Api {
  const api = createClient<paths, "application/json">({ baseUrl });
  api.use({
    async onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${await session.token()}`);
      return request;
    },
    onResponse({ response }) {
      if (response.status === 401) throw new SessionEnded();
    },
  });
  return api;
}
