import { words } from "../words";
import type { Field } from "./fields";
import { linesOf, pairsOf, pairsProblem } from "./pairs";

/** What stands in the fields, by name: text, numbers as typed, lists, yes or no. */
export type Values = Readonly<Record<string, unknown>>;

/** Problems by the name of their field. */
export type Problems = Readonly<Record<string, string>>;

const say = words.fieldErrors;
const MISSING = { file: say.file, date: say.date, choice: say.required };

export function initialValues(fields: readonly Field[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, initialOf(field)]));
}

function initialOf(field: Field): unknown {
  if (field.type === "list") return Array.isArray(field.initial) ? field.initial : [];
  if (field.type === "yes") return field.initial === true;
  if (field.type === "counts") return {};
  if (field.type === "pairs") return linesOf(field.initial);
  if (field.type === "json") return field.initial === null ? "" : JSON.stringify(field.initial);
  return field.initial === null || field.initial === undefined ? "" : String(field.initial);
}

/** Values that come from elsewhere, such as an address or a saved workflow, as the fields hold them. */
export function filledIn(
  fields: readonly Field[],
  given: Readonly<Record<string, unknown>>,
): Values {
  const known = fields.filter(({ name }) => given[name] !== undefined && given[name] !== null);
  return {
    ...initialValues(fields),
    ...Object.fromEntries(known.map((field) => [field.name, heldAs(field, given[field.name])])),
  };
}

function heldAs(field: Field, value: unknown): unknown {
  switch (field.type) {
    case "list":
      return Array.isArray(value) ? value.map(String) : splitItems(String(value));
    case "yes":
      return value === true || value === "true";
    case "counts":
      return typeof value === "object" ? value : {};
    case "pairs":
      return linesOf(value);
    case "json":
      return JSON.stringify(value);
    default:
      return String(value);
  }
}

/** Several items that were typed or pasted at once. */
export function splitItems(text: string): string[] {
  return text
    .split(/[,;\n\t]+/)
    .map((item) => item.trim())
    .filter(Boolean);
}

/** What is wrong, before anything is sent. */
export function problemsOf(fields: readonly Field[], values: Values): Problems {
  const found: Record<string, string> = {};
  for (const field of fields) {
    const problem = problemOf(field, values[field.name]);
    if (problem) found[field.name] = problem;
  }
  return found;
}

function problemOf(field: Field, value: unknown): string | null {
  switch (field.type) {
    case "list":
      return listProblem(field, Array.isArray(value) ? value : []);
    case "number":
      return numberProblem(field, String(value ?? "").trim());
    case "text":
      return textProblem(field, String(value ?? ""));
    case "pairs":
      return pairsProblem(field.required, String(value ?? ""));
    case "json":
      return jsonProblem(field, String(value ?? ""));
    case "file":
    case "date":
    case "choice":
      return field.required && !value ? MISSING[field.type] : null;
    default:
      return null;
  }
}

function textProblem(field: Field & { type: "text" }, text: string): string | null {
  if (!text.trim()) return field.required ? say.required : null;
  if (text.length < field.length.min) return say.tooShort(field.length.min);
  if (field.length.max !== null && text.length > field.length.max) {
    return say.tooLong(field.length.max);
  }
  return field.pattern && !field.pattern.test(text) ? say.pattern(field.example) : null;
}

function numberProblem(field: Field & { type: "number" }, text: string): string | null {
  if (!text) return field.required ? say.required : null;
  const value = Number(text);
  if (Number.isNaN(value) || (field.whole && !Number.isInteger(value))) return say.whole;
  if (field.least !== null && value < field.least) return say.least(field.least);
  return field.most !== null && value > field.most ? say.most(field.most) : null;
}

function listProblem(field: Field & { type: "list" }, items: readonly unknown[]): string | null {
  if (!items.length && field.required) return say.required;
  if (items.length < field.length.min) return say.tooFew(field.length.min);
  if (field.numbers && items.some((item) => Number.isNaN(Number(item)))) return say.whole;
  return field.length.max !== null && items.length > field.length.max
    ? say.tooMany(field.length.max)
    : null;
}

function jsonProblem(field: Field, text: string): string | null {
  if (!text.trim()) return field.required ? say.required : null;
  try {
    JSON.parse(text);
    return null;
  } catch {
    return say.pattern("");
  }
}

/** The parameters to send: what was left as it was is left out. */
export function paramsOf(fields: readonly Field[], values: Values): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const field of fields) {
    const value = sentAs(field, values[field.name]);
    if (value !== undefined) params[field.name] = value;
  }
  return params;
}

function sentAs(field: Field, value: unknown): unknown {
  switch (field.type) {
    case "list":
      return itemsOf(field, value);
    case "yes":
      return value === (field.initial === true) ? undefined : value;
    case "file":
      return idOf(value);
    case "number":
      return numberOf(String(value ?? "").trim(), field.initial);
    case "counts":
      return countsOf(value);
    case "pairs":
      return pairsOf(String(value ?? ""));
    case "json":
      return value ? JSON.parse(String(value)) : undefined;
    default:
      return value === "" || (!field.required && value === field.initial) ? undefined : value;
  }
}

function itemsOf(field: Field & { type: "list" }, value: unknown): unknown {
  if (!Array.isArray(value) || !(value.length || field.required)) return undefined;
  return field.numbers ? value.map(Number) : value;
}

/** A file is held with its name; what is sent is the id of its upload. */
function idOf(value: unknown): unknown {
  if (typeof value === "object" && value !== null && "id" in value) return value.id;
  return value || undefined;
}

function numberOf(text: string, initial: unknown): number | undefined {
  return text && text !== String(initial) ? Number(text) : undefined;
}

function countsOf(value: unknown): Record<string, number> | undefined {
  const counts = Object.entries((value ?? {}) as Record<string, unknown>)
    .map(([name, count]) => [name, Number(count)] as const)
    .filter(([, count]) => count > 0);
  return counts.length ? Object.fromEntries(counts) : undefined;
}

/** The field that a problem of the API is about: `params.classes[3]` is `classes`. */
export function fieldNameOf(path: string): string {
  return path.replace(/^params\./, "").replace(/[.[].*$/, "");
}
