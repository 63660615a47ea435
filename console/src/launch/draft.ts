import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

interface Draft<T> {
  readonly value: Signal<T>;
  /** It was typed before this view was opened. */
  readonly restored: boolean;
  /** It has been sent, or is not wanted any more. */
  discard(to: T): void;
}

/**
 * What somebody types, kept for this tab: it outlives a reload, a new sign-in and a look at another
 * view. It is nothing that the API does not know of, and goes when the tab is closed.
 */
export function useDraft<T>(name: string, initial: T): Draft<T> {
  const key = `legwork.draft.${name}`;
  const found = useSignal(read<T>(key));
  const value = useSignal<T>(found.peek() ?? initial);
  useEffect(() => {
    const now = value.value;
    if (now === initial) sessionStorage.removeItem(key);
    else write(key, now);
  }, [value.value, key]);
  return {
    value,
    restored: found.value !== null,
    discard: (to) => {
      sessionStorage.removeItem(key);
      found.value = null;
      value.value = to;
    },
  };
}

function read<T>(key: string): T | null {
  try {
    const text = sessionStorage.getItem(key);
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // The browser keeps no more; what is typed is still on the page.
  }
}
