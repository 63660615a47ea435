import type { Config } from "../config";
import { readUser } from "./claims";
import { forget, type Kept, keep, readKept } from "./kept";
import type { Pool, SignedIn } from "./pool";
import { type Session, SessionEnded } from "./session";
import { askInWindow } from "./window";

export const SIGNED_IN = "/signed-in";
export const SIGNED_IN_AGAIN = "/signed-in-again";

/** A token with less than this left is replaced before it is used: in milliseconds. */
const MARGIN = 5 * 60_000;

/**
 * A session with a Cognito user pool.
 * The library that speaks to it is loaded when it is needed: to sign in, and to replace a token.
 */
export class CognitoSession implements Session {
  readonly #config: Config;
  readonly #load: () => Promise<Pool>;
  readonly #listeners = new Set<() => void>();
  #kept: Kept | null = readKept();
  #ended = false;
  #replacing: Promise<Kept> | null = null;

  constructor(config: Config, load: () => Promise<Pool>) {
    this.#config = config;
    this.#load = load;
  }

  async token(): Promise<string> {
    const kept = this.#kept;
    if (!kept || this.#ended) throw new SessionEnded();
    const left = kept.endsAt - Date.now();
    if (left > MARGIN) return kept.idToken;
    try {
      // All who ask meanwhile wait for one answer: a refresh token is good for one use.
      this.#replacing ??= this.#replace(kept).finally(() => {
        this.#replacing = null;
      });
      return (await this.#replacing).idToken;
    } catch (error) {
      if (error instanceof SessionEnded || left <= 0) throw error;
      return kept.idToken;
    }
  }

  refused(token: string): void {
    if (token === this.#kept?.idToken && !this.#ended) this.#end();
  }

  async signIn(): Promise<void> {
    if (this.#kept) {
      // Somebody was at work here: the page stays as it is, and so does what they have typed.
      const answer = await askInWindow(this.#begin(SIGNED_IN_AGAIN));
      if (answer) return this.#again(await (await this.#load()).finish(answer));
    }
    location.assign(await this.#begin(SIGNED_IN));
    // The page is being left: nothing must be shown meanwhile.
    return new Promise(() => undefined);
  }

  /** Take the tokens of a sign-in that has led back here; answers where the person was before. */
  async finish(address: string): Promise<string> {
    const { kept, from } = await (await this.#load()).finish(address);
    this.#set(kept);
    return from;
  }

  async signOut(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    forget();
    if (kept) await this.#revoke(kept);
    const query = new URLSearchParams({
      client_id: this.#config.client_id,
      logout_uri: `${location.origin}/`,
    });
    location.assign(`${this.#config.sign_in_domain}/logout?${query}`);
  }

  user() {
    return this.#kept ? readUser(this.#kept.idToken) : null;
  }

  onEnded(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #begin(back: string): Promise<string> {
    const here = location.pathname + location.search + location.hash;
    return (await this.#load()).begin(`${location.origin}${back}`, here);
  }

  async #replace(kept: Kept): Promise<Kept> {
    const pool = await this.#load();
    try {
      const replaced = await pool.refresh(kept);
      this.#set(replaced);
      return replaced;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "Refused") throw error;
      this.#end();
      throw new SessionEnded();
    }
  }

  #set(kept: Kept): void {
    this.#kept = kept;
    this.#ended = false;
    keep(kept);
  }

  #end(): void {
    this.#ended = true;
    forget();
    for (const listener of this.#listeners) listener();
  }

  #again({ kept }: SignedIn): void {
    const before = this.user()?.id;
    this.#set(kept);
    // What one person has typed is none of another one's business.
    if (before !== this.user()?.id) location.assign("/");
  }

  async #revoke(kept: Kept): Promise<void> {
    try {
      await (await this.#load()).revoke(kept);
    } catch {
      // Whoever signs out without a network is signed out here all the same.
    }
  }
}
