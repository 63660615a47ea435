import { type Signal, useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import { Poller } from "./poller";

export interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly loading: boolean;
  /** Read again; what is shown stays until the answer is there. */
  reload(): void;
  /** Show this, which came with another answer. */
  set(data: T): void;
}

interface State<T> {
  data: T | undefined;
  error: unknown;
  loading: boolean;
}

/** Read once, and again when what it depends on changes. */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependencies: readonly unknown[],
): Loaded<T> {
  const state = useSignal<State<T>>({ data: undefined, error: undefined, loading: true });
  const round = useSignal(0);
  const known = useRef<readonly unknown[]>([]);
  useEffect(() => {
    const aborting = new AbortController();
    const same = dependencies.every((value, index) => Object.is(value, known.current[index]));
    known.current = dependencies;
    state.value = { ...state.peek(), ...(same ? {} : { data: undefined }), loading: true };
    load(aborting.signal).then(
      (data) => finish(state, aborting, { data, error: undefined }),
      (error) => finish(state, aborting, { data: state.peek().data, error }),
    );
    return () => aborting.abort();
  }, [...dependencies, round.value]);
  const reload = useCallback(() => {
    round.value += 1;
  }, [round]);
  const set = useCallback(
    (data: T) => {
      state.value = { data, error: undefined, loading: false };
    },
    [state],
  );
  return { ...state.value, reload, set };
}

function finish<T>(
  state: Signal<State<T>>,
  aborting: AbortController,
  what: Omit<State<T>, "loading">,
): void {
  if (!aborting.signal.aborted) state.value = { ...what, loading: false };
}

/** Look again and again while the view is there; answers how to look at once. */
export function usePolling(
  look: (signal: AbortSignal) => Promise<boolean>,
  dependencies: readonly unknown[],
): () => void {
  const poller = useRef<Poller | null>(null);
  useEffect(() => {
    const one = new Poller(look);
    poller.current = one;
    return one.start();
  }, dependencies);
  return useCallback(() => poller.current?.now(), []);
}
