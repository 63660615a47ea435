/** Remembers the tag of the last answer, to be told when nothing has changed. */
export class ETag {
  #tag: string | null = null;

  get header(): { "If-None-Match"?: string } {
    return this.#tag ? { "If-None-Match": this.#tag } : {};
  }

  note(response: Response): void {
    if (response.ok) this.#tag = response.headers.get("ETag");
  }

  forget(): void {
    this.#tag = null;
  }
}
