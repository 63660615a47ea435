import { answerOf } from "../api/answer";
import type { Api } from "../api/client";
import type { Names } from "./fields";

export interface Suggestion {
  readonly id: string;
  /** What else tells it from others. */
  readonly more: string;
}

const MOST = 8;

/** Records whose id or name begins so. */
export async function suggest(
  api: Api,
  names: Names,
  typed: string,
  signal: AbortSignal,
): Promise<Suggestion[]> {
  const query = { limit: MOST, ...(typed ? { q: typed } : {}) };
  const page = await listOf(api, names, query, signal);
  return page.items;
}

export interface SuggestionPage {
  readonly items: Suggestion[];
  readonly next: string | null;
}

interface Query {
  q?: string;
  limit: number;
  cursor?: string;
}

/** A page of such records. */
export async function listOf(
  api: Api,
  names: Names,
  query: Query,
  signal: AbortSignal,
): Promise<SuggestionPage> {
  const asked = { params: { query }, signal };
  switch (names) {
    case "permits": {
      const page = answerOf(await api.GET("/v1/permits", asked));
      return pageOf(page.permits, page.next_cursor);
    }
    case "classes": {
      const page = answerOf(await api.GET("/v1/classes", asked));
      return pageOf(page.classes, page.next_cursor);
    }
    case "families": {
      const page = answerOf(await api.GET("/v1/families", asked));
      return pageOf(page.families, page.next_cursor);
    }
    case "students": {
      const page = answerOf(await api.GET("/v1/students", asked));
      return pageOf(page.students, page.next_cursor);
    }
    case "holders": {
      const page = answerOf(await api.GET("/v1/holders", asked));
      return pageOf(page.holders, page.next_cursor);
    }
  }
}

function pageOf(
  found: readonly { readonly id: string; readonly name: string | null }[],
  next: string | null,
): SuggestionPage {
  const items = found.map(({ id, name }) => ({ id, more: name === id ? "" : (name ?? "") }));
  return { items, next };
}
