import { FieldProblem } from "../design/field";

/** Several of a few things, each with a box to tick. */
export function Ticks<T extends string>({
  id,
  label,
  all,
  text,
  chosen,
  problem,
  onChange,
}: {
  id: string;
  label: string;
  all: readonly T[];
  text: (one: T) => string;
  chosen: readonly T[];
  problem?: string | undefined;
  onChange: (chosen: T[]) => void;
}) {
  const tick = (one: T, on: boolean) =>
    onChange(all.filter((it) => (it === one ? on : chosen.includes(it))));
  return (
    <fieldset class="ticks" aria-describedby={problem ? `${id}-problem` : undefined}>
      <legend class="label">{label}</legend>
      {all.map((one, place) => (
        <label key={one} class="check">
          <input
            type="checkbox"
            aria-invalid={problem && place === 0 ? true : undefined}
            checked={chosen.includes(one)}
            onChange={(event) => tick(one, event.currentTarget.checked)}
          />
          <span>{text(one)}</span>
        </label>
      ))}
      <FieldProblem id={id} problem={problem} />
    </fieldset>
  );
}
