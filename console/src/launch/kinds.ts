import { signal } from "@preact/signals";
import { answerOf } from "../api/answer";
import type { Api } from "../api/client";
import type { Kind } from "../api/types";
import { human } from "../format";

/** The kinds that the user may launch: asked for once, when something first needs them. */
export class Kinds {
  readonly all = signal<readonly Kind[] | null>(null);
  #loading: Promise<readonly Kind[]> | undefined;

  constructor(private readonly api: Api) {}

  /** Read them, unless they are known. Rejects when they cannot be read; asks again next time. */
  load(): Promise<readonly Kind[]> {
    this.#loading ??= this.#read().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** What a kind is called, also one that the user may not launch. */
  title(name: string): string {
    return this.all.value?.find((kind) => kind.name === name)?.title ?? human(name);
  }

  may(name: string): boolean {
    return this.all.value?.some((kind) => kind.name === name) ?? false;
  }

  async #read(): Promise<readonly Kind[]> {
    const { kinds } = answerOf(await this.api.GET("/v1/kinds"));
    this.all.value = kinds;
    return kinds;
  }
}
