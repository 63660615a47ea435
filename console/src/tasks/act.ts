import { answerOf, done, isGone } from "../api/answer";
import type { Api } from "../api/client";
import type { Intent } from "../api/intent";
import type { Task } from "../api/types";

/** Cancel a task; the answer carries the receipt. */
export async function cancelTask(api: Api, id: string, reason: string): Promise<Task> {
  return answerOf(
    await api.POST("/v1/tasks/{task_id}/cancel", {
      params: { path: { task_id: id } },
      body: { reason: reason.trim() || null },
    }),
  );
}

/** Pause a task: nothing more of it is done until it is resumed. */
export async function pauseTask(api: Api, id: string, reason: string): Promise<Task> {
  return answerOf(
    await api.POST("/v1/tasks/{task_id}/pause", {
      params: { path: { task_id: id } },
      body: { reason: reason.trim() || null },
    }),
  );
}

/** Let a paused task go on where it stood, with the threshold that it has or without. */
export async function resumeTask(api: Api, id: string, without: boolean): Promise<Task> {
  return answerOf(
    await api.POST("/v1/tasks/{task_id}/resume", {
      params: { path: { task_id: id } },
      body: without ? { stop_when: null } : {},
    }),
  );
}

/** Delete an ended task; one that is gone already is as good as deleted. */
export async function deleteTask(api: Api, id: string): Promise<void> {
  try {
    done(await api.DELETE("/v1/tasks/{task_id}", { params: { path: { task_id: id } } }));
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Launch a retry over what failed or was not attempted, or over those with these codes alone. */
export async function retryTask(
  api: Api,
  id: string,
  codes: readonly string[] | null,
  intent: Intent,
): Promise<Task> {
  const body = codes ? { codes: [...codes] } : undefined;
  const task = answerOf(
    await api.POST("/v1/tasks/{task_id}/retry", {
      params: { path: { task_id: id }, header: intent.keyFor([id, codes]) },
      ...(body ? { body } : {}),
    }),
  );
  intent.settle();
  return task;
}

/** Launch the undo of a task: another one that takes back what it did. */
export async function undoTask(api: Api, id: string, intent: Intent): Promise<Task> {
  const task = answerOf(
    await api.POST("/v1/tasks/{task_id}/undo", {
      params: { path: { task_id: id }, header: intent.keyFor([id]) },
    }),
  );
  intent.settle();
  return task;
}

/** Launch what a preview has shown. */
export async function runPreview(api: Api, id: string, intent: Intent): Promise<Task> {
  const body = { preview: id };
  const task = answerOf(
    await api.POST("/v1/tasks", { params: { header: intent.keyFor(body) }, body }),
  );
  intent.settle();
  return task;
}

/** Say yes or no to a preview of somebody else's. */
export async function decideOnPreview(
  api: Api,
  id: string,
  answer: "approve" | "reject",
): Promise<Task> {
  return answerOf(
    await api.POST(`/v1/previews/{task_id}/${answer}`, { params: { path: { task_id: id } } }),
  );
}
