import type { ReservationInput } from "../api/types";
import { words } from "../words";

/** A reservation as it is typed. */
export interface DraftRow {
  readonly key: string;
  readonly facility: string;
  readonly starts_at: string;
  readonly ends_at: string;
  /** In dollars, as typed. */
  readonly amount: string;
  readonly event: string;
}

export type RowField = Exclude<keyof DraftRow, "key">;

/** Problems of one row, by field. */
export type RowProblems = Readonly<Partial<Record<RowField, string>>>;

const AMOUNT = /^\d{1,9}(?:[.,]\d{1,2})?$/;

export function emptyRow(key: string, like?: DraftRow): DraftRow {
  return like
    ? { ...like, key }
    : { key, facility: "", starts_at: "", ends_at: "", amount: "", event: "" };
}

/** Cents of an amount that is typed in dollars; null when it is none. */
export function centsOf(amount: string): number | null {
  const text = amount.trim();
  if (!AMOUNT.test(text)) return null;
  const [whole = "0", part = ""] = text.replace(",", ".").split(".");
  return Number(whole) * 100 + Number(part.padEnd(2, "0"));
}

/** What is wrong with a row, before it is sent. */
export function rowProblems(row: DraftRow): RowProblems {
  const found: Partial<Record<RowField, string>> = {};
  if (!row.facility.trim()) found.facility = words.fieldErrors.required;
  if (!row.starts_at) found.starts_at = words.fieldErrors.required;
  if (!row.ends_at) found.ends_at = words.fieldErrors.required;
  else if (row.ends_at <= row.starts_at) found.ends_at = words.permits.endsFirst;
  if (centsOf(row.amount) === null) found.amount = words.fieldErrors.pattern("25.50");
  return found;
}

export function inputOf(row: DraftRow): ReservationInput {
  return {
    facility: row.facility.trim(),
    starts_at: row.starts_at.slice(0, 16),
    ends_at: row.ends_at.slice(0, 16),
    amount_cents: centsOf(row.amount) ?? 0,
    ...(row.event.trim() ? { event: row.event.trim() } : {}),
  };
}

const FIELDS: Readonly<Record<string, RowField>> = {
  facility: "facility",
  starts_at: "starts_at",
  ends_at: "ends_at",
  amount_cents: "amount",
  event: "event",
};

/** Where in the rows a problem of the API belongs: `reservations[3].facility`. */
export function placeOf(path: string): { row: number; field: RowField } | null {
  const match = /^reservations\[(\d+)\](?:\.(\w+))?$/.exec(path);
  if (!match) return null;
  return { row: Number(match[1]), field: FIELDS[match[2] ?? ""] ?? "facility" };
}
