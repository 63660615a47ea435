// Contract that the committed document does not have yet. Goes as soon as it has.
import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export interface Waiting {
  readonly for: string;
  readonly ahead?: number;
}

export interface SoonTask {
  readonly params?: Record<string, unknown> | null;
  readonly retried_by?: string | null;
  readonly workflow?: { readonly id: string; readonly name: string } | null;
  readonly moved_at?: string | null;
  readonly waiting?: Waiting | null;
}

export interface OutcomeGroup {
  readonly outcome: Schemas["Outcome"];
  readonly code: string;
  readonly count: number;
  readonly example: { readonly target: string; readonly message: string } | null;
}

interface PageQuery {
  q?: string;
  limit?: number;
  cursor?: string;
}

interface Named {
  readonly id: string;
  readonly name: string | null;
}

interface ListOf<Name extends string> {
  get: {
    parameters: { query?: PageQuery };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: { "application/json": Record<Name, Named[]> & { next_cursor: string | null } };
      };
    };
  };
}

export interface SoonPaths {
  "/v1/permits": ListOf<"permits">;
  "/v1/classes": ListOf<"classes">;
  "/v1/families": ListOf<"families">;
  "/v1/students": ListOf<"students">;
  "/v1/holders": ListOf<"holders">;
  "/v1/tasks/{task_id}/outcomes/summary": {
    get: {
      parameters: { path: { task_id: string } };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": { groups: OutcomeGroup[] } };
        };
      };
    };
  };
}

interface SoonNotifications {
  get: {
    parameters: {
      query?: { limit?: number; cursor?: string; unread?: boolean };
      header?: { "If-None-Match"?: string };
    };
    responses: {
      200: {
        headers: Record<string, unknown>;
        content: {
          "application/json": Schemas["NotificationListView"] & { readonly unread?: number };
        };
      };
    };
  };
}

interface SoonRetry {
  post: Omit<paths["/v1/tasks/{task_id}/retry"]["post"], "requestBody"> & {
    requestBody?: { content: { "application/json": { codes?: string[] | null } } };
  };
}

export type Paths = Omit<paths, "/v1/notifications" | "/v1/tasks/{task_id}/retry"> &
  SoonPaths & {
    "/v1/notifications": SoonNotifications;
    "/v1/tasks/{task_id}/retry": SoonRetry;
  };
