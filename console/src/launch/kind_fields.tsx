import { FieldInput } from "./field_input";
import type { Field } from "./fields";
import type { Problems, Values } from "./values";

/** The fields of a kind's parameters, drawn from its schema. */
export function KindFields({
  fields,
  values,
  problems,
  onChange,
}: {
  fields: readonly Field[];
  values: Values;
  problems: Problems;
  onChange: (name: string, value: unknown) => void;
}) {
  return (
    <>
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          value={values[field.name]}
          problem={problems[field.name]}
          onChange={(value) => onChange(field.name, value)}
        />
      ))}
    </>
  );
}
