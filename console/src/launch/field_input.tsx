import { useId } from "preact/hooks";
import { FieldFrame, FieldProblem, type Wired } from "../design/field";
import { human } from "../format";
import { words } from "../words";
import type { Field } from "./fields";
import { FileInput, type Uploaded } from "./file_input";
import { ListInput } from "./list_input";
import { Picker } from "./picker";

interface Props {
  readonly field: Field;
  readonly value: unknown;
  readonly problem: string | undefined;
  readonly onChange: (value: unknown) => void;
}

/** The input that suits a field. */
export function FieldInput({ field, value, problem, onChange }: Props) {
  const id = `${useId()}-${field.name}`;
  if (field.type === "yes") return <YesInput {...{ field, value, problem, onChange }} />;
  if (field.type === "counts") return <CountsInput {...{ field, value, problem, onChange }} />;
  return (
    <FieldFrame
      id={id}
      label={field.label}
      hint={field.hint}
      problem={problem}
      required={field.required}
      optional={!field.required}
      short={field.type === "number" || field.type === "date" || field.type === "choice"}
    >
      {(wired) => <Input field={field} value={value} onChange={onChange} wired={wired} />}
    </FieldFrame>
  );
}

function Input({ field, value, onChange, wired }: Omit<Props, "problem"> & { wired: Wired }) {
  const text = typeof value === "string" ? value : "";
  const input = (event: { currentTarget: { value: string } }) =>
    onChange(event.currentTarget.value);
  switch (field.type) {
    case "file":
      return <FileInput value={uploadedOf(value)} onChange={onChange} wired={wired} />;
    case "list":
      return (
        <ListInput
          label={field.label}
          names={field.names}
          items={Array.isArray(value) ? value : []}
          onChange={onChange}
          wired={wired}
        />
      );
    case "choice":
      return (
        <select {...wired} value={text} onChange={input}>
          {!field.initial && <option value="">{words.launch.unset}</option>}
          {field.options.map((option) => (
            <option key={option} value={option}>
              {human(option)}
            </option>
          ))}
        </select>
      );
    case "number":
      return (
        <input
          {...wired}
          type="number"
          inputMode="numeric"
          min={field.least ?? undefined}
          max={field.most ?? undefined}
          value={text}
          onInput={input}
        />
      );
    case "date":
      return <input {...wired} type="date" value={text} onInput={input} />;
    case "text":
      return <TextInput field={field} value={text} onChange={onChange} wired={wired} />;
    default:
      return <textarea {...wired} class="code" value={text} onInput={input} spellcheck={false} />;
  }
}

function uploadedOf(value: unknown): Uploaded | null {
  return typeof value === "object" && value !== null ? (value as Uploaded) : null;
}

function TextInput({
  field,
  value,
  onChange,
  wired,
}: {
  field: Field & { type: "text" };
  value: string;
  onChange: (value: string) => void;
  wired: Wired;
}) {
  const example = field.example || undefined;
  if (field.names) {
    return (
      <Picker
        names={field.names}
        value={value}
        onInput={onChange}
        onPick={onChange}
        wired={wired}
        placeholder={example}
      />
    );
  }
  const common = {
    ...wired,
    value,
    placeholder: example,
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (field.long) return <textarea {...common} />;
  return field.email ? <input {...common} type="email" /> : <input {...common} type="text" />;
}

function YesInput({ field, value, problem, onChange }: Props) {
  const id = useId();
  return (
    <div class="field">
      <label class="check" for={id}>
        <input
          id={id}
          type="checkbox"
          checked={value === true}
          aria-describedby={field.hint ? `${id}-hint` : undefined}
          aria-invalid={problem ? true : undefined}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>
          <span class="label">{field.label}</span>
          {field.hint && (
            <span class="hint" id={`${id}-hint`}>
              {" "}
              {field.hint}
            </span>
          )}
        </span>
      </label>
      <FieldProblem id={id} problem={problem} />
    </div>
  );
}

function CountsInput({ field, value, problem, onChange }: Props) {
  const id = useId();
  const counts = (value ?? {}) as Record<string, unknown>;
  const parts = field.type === "counts" ? field.parts : [];
  return (
    <fieldset class="field" aria-describedby={`${id}-hint`}>
      <legend class="label">{field.label}</legend>
      <p class="hint" id={`${id}-hint`}>
        {field.hint}
      </p>
      <div class="inline">
        {parts.map((part) => (
          <label key={part} class="field">
            <span>{human(part)}</span>
            <input
              type="number"
              min={0}
              max={100}
              aria-invalid={problem ? true : undefined}
              value={String(counts[part] ?? "")}
              onInput={(event) => onChange({ ...counts, [part]: event.currentTarget.value })}
            />
          </label>
        ))}
      </div>
      <FieldProblem id={id} problem={problem} />
    </fieldset>
  );
}
