// Uses the client that is made from the OpenAPI document: saves a permit, bills it out, launches,
// watches and cancels a task. Prints what it found, for the test that runs it.

import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/legwork.ts";

type Task = components["schemas"]["TaskView"];

const [baseUrl, token, permit] = process.argv.slice(2) as [string, string, string];
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
const key = () => ({ "Idempotency-Key": randomUUID() });
const path = { permit };

const saved = await api.PUT("/v1/permits/{permit}", {
  params: { path, header: key() },
  body: {
    holder: "typescript-league",
    on_conflict: "error",
    reservations: [
      {
        facility: `Field of ${permit}`,
        starts_at: "2027-05-01T09:00",
        ends_at: "2027-05-01T11:00",
        amount_cents: 1600,
      },
    ],
  },
});

const launched = await api.POST("/v1/tasks", {
  params: { header: key() },
  body: { kind: "permit_billout", params: { permit } },
});
let task: Task = launched.data ?? refused(launched.error);
while (task.ended_at === null) {
  const read = await api.GET("/v1/tasks/{task_id}", { params: { path: { task_id: task.id } } });
  task = read.data ?? refused(read.error);
}

const outcomes = await api.GET("/v1/tasks/{task_id}/outcomes", {
  params: { path: { task_id: task.id } },
});
const late = await api.POST("/v1/tasks/{task_id}/cancel", {
  params: { path: { task_id: task.id } },
  body: { reason: "Too late" },
});
const list = await api.GET("/v1/tasks", { params: { query: { kind: "permit_billout", limit: 1 } } });
const gone = await api.GET("/v1/permits/{permit}", { params: { path: { permit: "NONE" } } });

console.log(
  JSON.stringify({
    saved: saved.response.status,
    status: task.status,
    outcomes: outcomes.data?.outcomes.map((one) => one.outcome),
    late: problem(late.error),
    listed: list.data?.tasks.map((one) => one.id === task.id),
    gone: problem(gone.error),
  }),
);

function problem(error: unknown): string | undefined {
  return (error as components["schemas"]["Problem"] | undefined)?.type;
}

function refused(error: unknown): never {
  throw new Error(JSON.stringify(error));
}
