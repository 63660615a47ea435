import { human } from "../format";
import { present, type Schema } from "./schema";

/** Records that a field may name, and that can be looked for. */
export type Names = "permits" | "classes" | "families" | "students" | "holders";

interface Common {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly required: boolean;
  /** What it is unless somebody says otherwise. */
  readonly initial: unknown;
  readonly example: string;
}

interface Lengths {
  readonly min: number;
  readonly max: number | null;
}

export type Field = Common &
  (
    | {
        readonly type: "text";
        readonly length: Lengths;
        readonly pattern: RegExp | null;
        readonly long: boolean;
        readonly names: Names | null;
        readonly email: boolean;
      }
    | {
        readonly type: "number";
        readonly least: number | null;
        readonly most: number | null;
        readonly whole: boolean;
      }
    | { readonly type: "date" }
    | { readonly type: "yes" }
    | { readonly type: "choice"; readonly options: readonly string[] }
    | {
        readonly type: "list";
        readonly length: Lengths;
        readonly names: Names | null;
        readonly numbers: boolean;
      }
    | { readonly type: "pairs" }
    | { readonly type: "file" }
    | { readonly type: "counts"; readonly parts: readonly string[] }
    | { readonly type: "json" }
  );

const NAMES: Readonly<Record<string, Names>> = {
  permit: "permits",
  permits: "permits",
  class: "classes",
  classes: "classes",
  family: "families",
  families: "families",
  student: "students",
  students: "students",
  holder: "holders",
};

const DATE_PATTERN = /^\^\[0-9\]\{4\}-\[0-9\]\{2\}-\[0-9\]\{2\}\$$/;
/** Texts that may be longer than this get a box of several lines. */
const LONG = 500;

/** The fields that a schema of parameters makes, what must be filled in first. */
export function fieldsOf(schema: Schema): Field[] {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(([name, one]) =>
    fieldOf(name, one, required.has(name)),
  );
  return [...fields.filter((one) => one.required), ...fields.filter((one) => !one.required)];
}

function fieldOf(name: string, whole: Schema, required: boolean): Field {
  const { schema } = present(whole);
  const common: Common = {
    name,
    label: name === "upload_id" ? "File" : human(whole.title ?? name),
    hint: whole.description ?? "",
    required,
    initial: whole.default ?? schema.default ?? null,
    example: exampleOf(whole, schema),
  };
  if (name === "upload_id") return { ...common, type: "file" };
  if (schema.enum) return { ...common, type: "choice", options: schema.enum.map(String) };
  switch (schema.type) {
    case "boolean":
      return { ...common, type: "yes" };
    case "integer":
    case "number":
      return {
        ...common,
        type: "number",
        least: schema.minimum ?? null,
        most: schema.maximum ?? null,
        whole: schema.type === "integer",
      };
    case "array":
      return listOf(common, schema);
    case "string":
      return textOf(common, schema);
    default:
      return objectOf(common, schema);
  }
}

function textOf(common: Common, schema: Schema): Field {
  if (schema.pattern && DATE_PATTERN.test(schema.pattern)) return { ...common, type: "date" };
  return {
    ...common,
    type: "text",
    length: { min: schema.minLength ?? 0, max: schema.maxLength ?? null },
    pattern: schema.pattern ? new RegExp(schema.pattern, "u") : null,
    long: (schema.maxLength ?? 0) > LONG,
    names: NAMES[common.name] ?? null,
    email: common.name === "sender" || common.name === "email",
  };
}

function listOf(common: Common, schema: Schema): Field {
  // Of a workflow's days, which may be relative, the written ones are typed in.
  const items = schema.items && present(schema.items).schema;
  const numbers = items?.type === "integer" || items?.type === "number";
  if (items?.type !== "string" && !numbers) return { ...common, type: "json" };
  return {
    ...common,
    type: "list",
    length: { min: schema.minItems ?? 0, max: schema.maxItems ?? null },
    names: NAMES[common.name] ?? null,
    numbers,
  };
}

function objectOf(common: Common, schema: Schema): Field {
  const parts = schema.propertyNames?.enum;
  if (parts) return { ...common, type: "counts", parts: parts.map(String) };
  const each = schema.additionalProperties;
  const texts = typeof each === "object" && each.type === "string";
  return { ...common, type: texts ? "pairs" : "json" };
}

function exampleOf(whole: Schema, schema: Schema): string {
  const [first] = whole.examples ?? schema.examples ?? [];
  const one = Array.isArray(first) ? first[0] : first;
  return typeof one === "string" || typeof one === "number" ? String(one) : "";
}
