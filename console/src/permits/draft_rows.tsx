import { Button, IconButton } from "../design/button";
import { Icon } from "../design/icon";
import { words } from "../words";
import { type DraftRow, emptyRow, type RowField, type RowProblems } from "./rows";

const say = words.permits;

const COLUMNS: readonly {
  readonly field: RowField;
  readonly label: string;
  readonly type: "text" | "datetime-local";
}[] = [
  { field: "facility", label: say.facility, type: "text" },
  { field: "starts_at", label: say.starts, type: "datetime-local" },
  { field: "ends_at", label: say.ends, type: "datetime-local" },
  { field: "amount", label: say.price, type: "text" },
  { field: "event", label: say.event, type: "text" },
];

/** Reservations that are typed by hand, before they are saved. */
export function DraftRows({
  rows,
  problems,
  onChange,
}: {
  rows: readonly DraftRow[];
  problems: Readonly<Record<string, RowProblems>>;
  onChange: (rows: readonly DraftRow[]) => void;
}) {
  const change = (key: string, field: RowField, text: string) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, [field]: text } : row)));
  const add = (like?: DraftRow) => onChange([...rows, emptyRow(crypto.randomUUID(), like)]);
  return (
    <div class="stack">
      {rows.map((row, index) => (
        <fieldset key={row.key} class="draft-row">
          <legend class="unseen">{say.row(index + 1)}</legend>
          {COLUMNS.map(({ field, label, type }) => (
            <Cell
              key={field}
              row={row}
              field={field}
              label={label}
              type={type}
              problem={problems[row.key]?.[field]}
              onInput={(text) => change(row.key, field, text)}
            />
          ))}
          <div class="draft-actions">
            <IconButton icon="copy" label={say.duplicateRow(index + 1)} onClick={() => add(row)} />
            <IconButton
              icon="trash"
              label={say.removeRow(index + 1)}
              onClick={() => onChange(rows.filter((one) => one.key !== row.key))}
            />
          </div>
        </fieldset>
      ))}
      <div>
        <Button icon="launch" onClick={() => add()}>
          {say.addRow}
        </Button>
      </div>
    </div>
  );
}

function Cell({
  row,
  field,
  label,
  type,
  problem,
  onInput,
}: {
  row: DraftRow;
  field: RowField;
  label: string;
  type: "text" | "datetime-local";
  problem: string | undefined;
  onInput: (text: string) => void;
}) {
  const id = `${row.key}-${field}`;
  const wired = {
    id,
    maxLength: 200,
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": problem ? `${id}-problem` : undefined,
    value: row[field],
    onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value),
  } as const;
  return (
    <div class={`field cell-${field}`}>
      <label class="label" for={id}>
        {label}
      </label>
      {type === "text" ? (
        <input {...wired} type="text" />
      ) : (
        <input {...wired} type="datetime-local" />
      )}
      {problem && (
        <p class="field-error" id={`${id}-problem`}>
          <Icon name="warning" />
          {problem}
        </p>
      )}
    </div>
  );
}
