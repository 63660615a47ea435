/** Keys for calls that must not happen twice: the same thing again has the same key. */
export class Intent {
  #meant = "";
  #key = "";

  /**
   * The key for a call with this body. It stays the same until the body changes or the call has
   * succeeded, so that a repeat after a lost answer does nothing new.
   */
  keyFor(body: unknown): { "Idempotency-Key": string } {
    const meant = JSON.stringify(body) ?? "";
    if (!this.#key || meant !== this.#meant) {
      this.#meant = meant;
      this.#key = crypto.randomUUID();
    }
    return { "Idempotency-Key": this.#key };
  }

  /** It has been done: the next call, even with the same body, is another one. */
  settle(): void {
    this.#key = "";
  }
}
