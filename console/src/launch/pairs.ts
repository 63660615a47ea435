import { words } from "../words";

/** Pairs as they are typed: one a line, `name = value`. */
export function linesOf(value: unknown): string {
  return Object.entries((value ?? {}) as Record<string, unknown>)
    .map(([name, one]) => `${name} = ${String(one)}`)
    .join("\n");
}

function pairsIn(text: string): [string, string][] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const at = line.lastIndexOf("=");
      return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    });
}

/** What is wrong with them. */
export function pairsProblem(required: boolean, text: string): string | null {
  const pairs = pairsIn(text);
  if (!pairs.length) return required ? words.fieldErrors.required : null;
  return pairs.every(([name, value]) => name && value) ? null : words.fieldErrors.pairs;
}

/** The pairs as they are sent; nothing where there are none. */
export function pairsOf(text: string): Record<string, string> | undefined {
  const pairs = pairsIn(text);
  return pairs.length ? Object.fromEntries(pairs) : undefined;
}
