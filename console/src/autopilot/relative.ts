import type { Field } from "../launch/fields";
import { words } from "../words";

const DAY = /^([0-9]{4}-[0-9]{2}-[0-9]{2}|[+-][0-9]{1,4}d)$/;
const AWAY = /^[+-][0-9]{1,4}d$/;
const BOX = { type: "text", length: { min: 0, max: null }, long: false } as const;

/** The fields of a workflow: a day may count from the moment at which it runs, as `+7d`. */
export function withRelativeDays(fields: readonly Field[]): Field[] {
  return fields.map((field) =>
    field.type === "date"
      ? {
          ...field,
          ...BOX,
          pattern: DAY,
          names: null,
          email: false,
          hint: `${field.hint} ${words.autopilot.relative}`.trim(),
          example: "+7d",
        }
      : field,
  );
}

/** Parameters as the fields show them: `{days: 7}` is `+7d`. */
export function shownDays(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return mapped(params, (value) => {
    if (typeof value !== "object" || value === null || !("days" in value)) return value;
    const days = Number(value.days);
    return `${days < 0 ? "-" : "+"}${Math.abs(days)}d`;
  });
}

/** Parameters as they are sent: `+7d` is `{days: 7}`. */
export function sentDays(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return mapped(params, (value) =>
    typeof value === "string" && AWAY.test(value) ? { days: Number.parseInt(value, 10) } : value,
  );
}

function mapped(
  params: Readonly<Record<string, unknown>>,
  of: (value: unknown) => unknown,
): Record<string, unknown> {
  const each = (value: unknown) => (Array.isArray(value) ? value.map(of) : of(value));
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, each(value)]));
}
