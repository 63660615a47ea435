import type { FieldProblem, Problem } from "./types";

/** The API cannot be reached, or does not answer in time. Nothing is known of what it did. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The API has answered that it will not. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly problem: Problem,
    /** Seconds after which to try again, if it says so. */
    readonly retryAfter: number | null,
  ) {
    super(problem.detail || problem.title);
  }

  get status(): number {
    return this.problem.status;
  }

  get fields(): readonly FieldProblem[] {
    return this.problem.errors ?? [];
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What was asked for; throws `Refused` when the answer is a problem. */
export function answerOf<T>(answer: Answer<T>): NonNullable<T> {
  if (answer.response.ok && answer.data !== undefined && answer.data !== null) return answer.data;
  throw refusal(answer);
}

/** The same for an answer without a body. */
export function done(answer: Answer<unknown>): void {
  if (!answer.response.ok) throw refusal(answer);
}

/** Undefined when nothing has changed since the answer with that tag. */
export function changedOf<T>(answer: Answer<T>): NonNullable<T> | undefined {
  return answer.response.status === 304 ? undefined : answerOf(answer);
}

/** Whether an error says that something is not there (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof Refused && (error.status === 404 || error.status === 410);
}

function refusal({ error, response }: Answer<unknown>): Refused {
  return new Refused(problemOf(error, response), secondsOf(response.headers.get("Retry-After")));
}

function problemOf(error: unknown, response: Response): Problem {
  const said = (typeof error === "object" && error ? error : {}) as Partial<Problem> & {
    message?: string;
  };
  return {
    type: said.type ?? "about:blank",
    title: said.title ?? said.message ?? `${response.status} ${response.statusText}`.trim(),
    status: response.status,
    detail: said.detail ?? said.message ?? "",
    instance: said.instance ?? "",
    errors: said.errors ?? null,
    permission: said.permission ?? null,
  };
}

/** `Retry-After` in seconds: it is a number or a date. */
export function secondsOf(header: string | null, now = Date.now()): number | null {
  if (!header) return null;
  if (/^\d+$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, (at - now) / 1000);
}
