/** Who is signed in. */
export interface User {
  /** The `sub` of the token: the `launched_by.id` of their tasks. */
  readonly id: string;
  readonly name: string;
  readonly login: string;
  readonly account: string;
  /** `owner`, or permissions. */
  readonly groups: readonly string[];
}

/** No token can be had without signing in again. */
export class SessionEnded extends Error {
  override readonly name = "SessionEnded";
}

/** A sign-in: the only thing that the rest of the console knows of it. */
export interface Session {
  /**
   * An ID token that is good now, refreshed before it ends.
   * Rejects with `SessionEnded` when there is none, or with another error when the user pool
   * cannot be reached (which ends nothing).
   */
  token(): Promise<string>;
  /** The API does not take a token: if it is the one in use, the session has ended. */
  refused(token: string): void;
  /** Sign in, then be where one was; the page may be left for that. */
  signIn(): Promise<void>;
  signOut(): Promise<void>;
  /** Null until somebody is signed in. */
  user(): User | null;
  /** Call `listener` when the session has ended; answers how to stop that. */
  onEnded(listener: () => void): () => void;
}
