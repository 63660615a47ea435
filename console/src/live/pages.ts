import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";

interface OnePage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Pages<T> {
  /** Undefined until the first page is there. */
  readonly items: readonly T[] | undefined;
  readonly more: boolean;
  readonly loading: boolean;
  readonly error: unknown;
  loadMore(): void;
  reload(): void;
}

interface State<T> {
  readonly items: readonly T[] | undefined;
  readonly next: string | null;
  readonly loading: boolean;
  readonly error: unknown;
}

/** A list that is read page by page, from the start when what it depends on changes. */
export function usePages<T>(
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<OnePage<T>>,
  dependencies: readonly unknown[],
): Pages<T> {
  const state = useSignal<State<T>>({
    items: undefined,
    next: null,
    loading: true,
    error: undefined,
  });
  const aborting = useRef<AbortController | null>(null);
  const round = useSignal(0);
  const load = async (cursor: string | undefined, before: readonly T[]) => {
    aborting.current?.abort();
    const mine = new AbortController();
    aborting.current = mine;
    state.value = { ...state.peek(), loading: true };
    try {
      const page = await read(cursor, mine.signal);
      if (mine.signal.aborted) return;
      state.value = {
        items: [...before, ...page.items],
        next: page.next,
        loading: false,
        error: undefined,
      };
    } catch (error) {
      if (!mine.signal.aborted) state.value = { ...state.peek(), loading: false, error };
    }
  };
  useEffect(() => {
    void load(undefined, []);
    return () => aborting.current?.abort();
  }, [...dependencies, round.value]);
  const reload = useCallback(() => {
    round.value += 1;
  }, [round]);
  const { items, next, loading, error } = state.value;
  return {
    items,
    more: next !== null,
    loading,
    error,
    reload,
    loadMore: () => {
      if (next && !loading) void load(next, items ?? []);
    },
  };
}
