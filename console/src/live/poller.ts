import { Refused } from "../api/answer";
import { nextDelay } from "./pace";

/** Looks again and again: at its own pace, never twice at once, and not while nobody may. */
export class Poller {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #aborting: AbortController | undefined;
  #failures = 0;
  #busy = false;
  #retryAfter: number | null = null;
  #again = false;

  /** @param look Reads once and says whether something moves. */
  constructor(private readonly look: (signal: AbortSignal) => Promise<boolean>) {}

  start(): () => void {
    document.addEventListener("visibilitychange", this.#seen);
    addEventListener("online", this.#seen);
    this.now();
    return () => this.stop();
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.#seen);
    removeEventListener("online", this.#seen);
    clearTimeout(this.#timer);
    this.#aborting?.abort();
    this.#aborting = undefined;
  }

  /** Look at once; or once more, if it is looking just now. */
  now(): void {
    if (this.#aborting) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    void this.#run();
  }

  readonly #seen = (): void => {
    if (document.visibilityState === "visible") this.now();
  };

  async #run(): Promise<void> {
    const aborting = new AbortController();
    this.#aborting = aborting;
    try {
      this.#busy = await this.look(aborting.signal);
      this.#failures = 0;
      this.#retryAfter = null;
    } catch (error) {
      if (aborting.signal.aborted) return;
      this.#failures += 1;
      this.#retryAfter = error instanceof Refused ? error.retryAfter : null;
    } finally {
      if (this.#aborting === aborting) this.#aborting = undefined;
    }
    if (aborting.signal.aborted) return;
    this.#timer = setTimeout(() => this.now(), this.#again ? 0 : this.#delay());
    this.#again = false;
  }

  #delay(): number {
    return nextDelay({
      busy: this.#busy,
      hidden: document.visibilityState === "hidden",
      failures: this.#failures,
      retryAfter: this.#retryAfter,
    });
  }
}
