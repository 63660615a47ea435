import { batch, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { changedOf, isGone } from "../api/answer";
import { hasEnded, type Task } from "../api/types";
import { announce } from "../live/announcer";
import { ETag } from "../live/etag";
import { usePolling } from "../live/use";
import { useServices } from "../services";
import { words } from "../words";

export interface LiveTask {
  readonly task: Task | null;
  /** It is not there any more; what was last seen of it may still be in `task`. */
  readonly gone: boolean;
  readonly error: unknown;
  readonly lookAgain: () => void;
  readonly set: (task: Task) => void;
}

/** One task, followed for as long as it is looked at. */
export function useLiveTask(id: string): LiveTask {
  const { api, bell } = useServices();
  const task = useSignal<Task | null>(null);
  const gone = useSignal(false);
  const error = useSignal<unknown>(null);
  const tag = useMemo(() => new ETag(), [id]);
  const set = (next: Task) => {
    const before = task.peek();
    if (before && !hasEnded(before) && hasEnded(next)) {
      announce(words.tasks.endedSaid(next.number, next.status));
      bell.ring();
    }
    batch(() => {
      task.value = next;
      error.value = null;
    });
  };
  const lookAgain = usePolling(
    async (signal) => {
      try {
        const answer = await api.GET("/v1/tasks/{task_id}", {
          params: { path: { task_id: id }, header: tag.header },
          signal,
        });
        const next = changedOf(answer);
        tag.note(answer.response);
        if (next) set(next);
        gone.value = false;
      } catch (failure) {
        if (signal.aborted) return false;
        gone.value = isGone(failure);
        error.value = failure;
        if (!isGone(failure)) throw failure;
      }
      const now = task.peek();
      return !gone.peek() && !!now && !hasEnded(now);
    },
    [id],
  );
  const mine = task.value?.id === id ? task.value : null;
  return { task: mine, gone: gone.value, error: error.value, lookAgain, set };
}
