/** As much of JSON Schema as the parameters of a kind use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

/** The schema of a value that is there, and whether there may be none. */
export function present(schema: Schema): { schema: Schema; nullable: boolean } {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    const real = choices.filter((one) => one.type !== "null");
    const nullable = real.length < choices.length;
    const [only] = real;
    return { schema: only ? { ...schema, ...only } : schema, nullable };
  }
  if (typeof schema.type === "string" || !schema.type) return { schema, nullable: false };
  const [type] = schema.type.filter((one) => one !== "null");
  return {
    schema: type ? { ...schema, type } : schema,
    nullable: schema.type.includes("null"),
  };
}
