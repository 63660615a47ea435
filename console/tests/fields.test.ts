import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fieldsOf } from "../src/launch/fields";
import type { Schema } from "../src/launch/schema";
import { fieldNameOf, filledIn, initialValues, paramsOf, problemsOf } from "../src/launch/values";

const document = JSON.parse(
  readFileSync("../layers/core/python/legwork/api/openapi.json", "utf8"),
) as { components: { schemas: Record<string, Schema> } };
const kinds = Object.entries(document.components.schemas).filter(([name]) =>
  name.endsWith("_params"),
);

const schema: Schema = {
  properties: {
    note: { type: "string", maxLength: 20_000, title: "Note" },
    classes: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 2 },
    count: { type: "integer", minimum: 1, maximum: 10, default: 1 },
    notify: { type: "boolean", default: false },
    expires_on: {
      anyOf: [{ type: "string", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }, { type: "null" }],
      default: null,
    },
    entity: { enum: ["a", "b"], type: "string" },
    upload_id: { type: "string", pattern: "^[0-9A-Za-z]{1,64}$" },
    permit: { type: ["string", "null"], pattern: "^[A-Z]+$", examples: ["ABC"] },
    requirements: { type: "object", propertyNames: { enum: ["prompts", "forms"] } },
    percents: { type: "array", items: { type: "integer" }, default: [] },
    meetings: { type: "object", additionalProperties: { type: "string" } },
    anything: { type: "object" },
  },
  required: ["classes", "upload_id"],
};
const fields = fieldsOf(schema);
const field = (name: string) => fields.find((one) => one.name === name);

describe("a field for everything that a schema has", () => {
  test.each<[string, object]>([
    ["note", { type: "text", long: true, label: "Note", required: false }],
    ["classes", { type: "list", names: "classes", required: true }],
    ["count", { type: "number", least: 1, most: 10, initial: 1 }],
    ["notify", { type: "yes" }],
    ["expires_on", { type: "date", label: "Expires on", initial: null }],
    ["entity", { type: "choice", options: ["a", "b"] }],
    ["upload_id", { type: "file", label: "File" }],
    ["permit", { type: "text", names: "permits", example: "ABC" }],
    ["requirements", { type: "counts", parts: ["prompts", "forms"] }],
    ["percents", { type: "list", numbers: true }],
    ["meetings", { type: "pairs" }],
    ["anything", { type: "json" }],
  ])("%s", (name, expected) => {
    expect(field(name)).toMatchObject(expected);
  });

  test("what must be filled in comes first", () => {
    expect(fields.slice(0, 2).map(({ name }) => name)).toEqual(["classes", "upload_id"]);
  });

  test.each(kinds)("%s: each parameter of a real kind has one", (_name, real) => {
    const drawn = fieldsOf(real);
    expect(drawn.map(({ name }) => name).sort()).toEqual(Object.keys(real.properties ?? {}).sort());
    expect(drawn.filter(({ type }) => type === "json")).toEqual([]);
  });
});

describe("what is wrong is said before it is sent", () => {
  const values = { ...initialValues(fields), classes: ["X"], upload_id: { id: "U1" } };

  test("nothing", () => {
    expect(problemsOf(fields, values)).toEqual({});
  });

  test.each<[string, unknown]>([
    ["classes", []],
    ["classes", ["A", "B", "C"]],
    ["count", "0"],
    ["count", "11"],
    ["count", "1.5"],
    ["count", "many"],
    ["permit", "abc"],
    ["upload_id", null],
    ["note", "x".repeat(20_001)],
    ["percents", ["5", "a few"]],
    ["meetings", "JUDO 2026-05-04T18:00"],
    ["meetings", "= dora"],
    ["anything", "{"],
  ])("%s: %j", (name, value) => {
    expect(Object.keys(problemsOf(fields, { ...values, [name]: value }))).toEqual([name]);
  });
});

describe("what is sent", () => {
  test("what was left as it was is left out", () => {
    const values = { ...initialValues(fields), classes: ["X"], upload_id: { id: "U1", name: "a" } };
    expect(paramsOf(fields, values)).toEqual({ classes: ["X"], upload_id: "U1" });
  });

  test("numbers are numbers, counts are counts", () => {
    const values = {
      ...initialValues(fields),
      count: "3",
      notify: true,
      requirements: { prompts: "2", forms: "" },
      percents: ["0", "5"],
      meetings: "JUDO 2026-05-04T18:00 = dora\n\nJUDO 2026-05-11T18:00=none",
      anything: '{"a": 1}',
    };
    expect(paramsOf(fields, values)).toMatchObject({
      count: 3,
      notify: true,
      requirements: { prompts: 2 },
      percents: [0, 5],
      meetings: { "JUDO 2026-05-04T18:00": "dora", "JUDO 2026-05-11T18:00": "none" },
      anything: { a: 1 },
    });
  });

  test("what came with an address or a saved workflow is sent again as it was", () => {
    const meetings = { "JUDO 2026-05-04T18:00": "dora" };
    const given = { classes: "A, B", count: 4, notify: "true", expires_on: null, meetings };
    expect(paramsOf(fields, filledIn(fields, given))).toEqual({
      classes: ["A", "B"],
      count: 4,
      notify: true,
      meetings,
    });
  });
});

test.each([
  ["params.classes[3]", "classes"],
  ["params.subject", "subject"],
  ["name", "name"],
])("a problem at %s is shown at %s", (path, name) => {
  expect(fieldNameOf(path)).toBe(name);
});
