import { Refused } from "../api/answer";
import { fieldNameOf, type Problems } from "./values";

/** What the API says is wrong, by the fields that a form has; the rest as sentences. */
export function refusalOf(
  error: unknown,
  names: readonly string[],
): { problems: Problems; rest: unknown } {
  if (!(error instanceof Refused) || !error.fields.length) return { problems: {}, rest: error };
  const problems: Record<string, string> = {};
  let placed = 0;
  for (const { field, message } of error.fields) {
    const name = fieldNameOf(field);
    if (!names.includes(name)) continue;
    problems[name] = problems[name] ? `${problems[name]} ${message}` : message;
    placed += 1;
  }
  return { problems, rest: placed === error.fields.length ? null : error };
}
