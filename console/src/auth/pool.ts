import { ErrorResponse, OidcClient, WebStorageStateStore } from "oidc-client-ts";
import type { Config } from "../config";
import { readUser } from "./claims";
import type { Kept } from "./kept";

/** The user pool has said no: signing in again is the only way. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** A sign-in that has led back to the console. */
export interface SignedIn {
  readonly kept: Kept;
  /** What `begin` was told. */
  readonly from: string;
}

/** The hosted sign-in of the user pool: authorization code flow with PKCE. */
export interface Pool {
  /** The address to sign in at; it leads back to `back` with a code for this tab alone. */
  begin(back: string, from: string): Promise<string>;
  /** Turn the address that the sign-in led back to into tokens. */
  finish(address: string): Promise<SignedIn>;
  /** Tokens for a refresh token, which is worth nothing afterwards. */
  refresh(kept: Kept): Promise<Kept>;
  /** Make a refresh token worthless. */
  revoke(kept: Kept): Promise<void>;
}

export function openPool(config: Config): Pool {
  const domain = config.sign_in_domain;
  const revocation = `${domain}/oauth2/revoke`;
  const client = new OidcClient({
    authority: config.authority,
    client_id: config.client_id,
    redirect_uri: location.origin,
    scope: "openid profile",
    // Written down here, the page need not read it from yet another address.
    metadata: {
      issuer: config.authority,
      authorization_endpoint: `${domain}/oauth2/authorize`,
      token_endpoint: `${domain}/oauth2/token`,
    },
    stateStore: new WebStorageStateStore({ prefix: "legwork.sign-in.", store: sessionStorage }),
    requestTimeoutInSeconds: 20,
  });
  return {
    async begin(back, from) {
      await client.clearStaleState();
      const request = await client.createSigninRequest({ redirect_uri: back, state: from });
      return request.url;
    },
    async finish(address) {
      const answer = await refusing(client.processSigninResponse(address));
      return { kept: keptOf(answer, ""), from: String(answer.userState ?? "/") };
    },
    async refresh(kept) {
      const state = {
        refresh_token: kept.refreshToken,
        session_state: null,
        scope: "openid profile",
        profile: { sub: "", iss: "", aud: "", exp: 0, iat: 0 },
      };
      const answer = await refusing(client.useRefreshToken({ state }));
      const replaced = keptOf(answer, kept.refreshToken);
      if (readUser(replaced.idToken).id !== readUser(kept.idToken).id) {
        throw new Refused("The user pool has sent the token of somebody else.");
      }
      return replaced;
    },
    async revoke(kept) {
      const body = new URLSearchParams({ token: kept.refreshToken, client_id: config.client_id });
      const signal = AbortSignal.timeout(3_000);
      await fetch(revocation, { method: "POST", body, keepalive: true, signal });
    },
  };
}

interface Tokens {
  readonly id_token?: string;
  readonly refresh_token?: string;
  readonly expires_in: number | undefined;
}

function keptOf(answer: Tokens, refreshToken: string): Kept {
  if (!answer.id_token) throw new Refused("The user pool has sent no ID token.");
  return {
    idToken: answer.id_token,
    refreshToken: answer.refresh_token ?? refreshToken,
    endsAt: Date.now() + (answer.expires_in ?? 0) * 1000,
  };
}

async function refusing<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    // Anything else, such as no network, says nothing about the sign-in.
    if (error instanceof ErrorResponse) throw new Refused(error.message, { cause: error });
    throw error;
  }
}
