// Numbers, money and times, as the reader's browser writes them.
const LOCALE = undefined;

const whole = new Intl.NumberFormat(LOCALE);
const dollars = new Intl.NumberFormat(LOCALE, { style: "currency", currency: "USD" });
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "medium" });
const minuteOf = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });
const dayOf = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeZone: "UTC" });
const weekdayOf = new Intl.DateTimeFormat(LOCALE, {
  weekday: "short",
  year: "numeric",
  month: "short",
  day: "numeric",
  timeZone: "UTC",
});
const clockOf = new Intl.DateTimeFormat(LOCALE, {
  hour: "numeric",
  minute: "2-digit",
  timeZone: "UTC",
});
const ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto", style: "long" });
const list = new Intl.ListFormat(LOCALE, { type: "conjunction" });

export const number = (value: number): string => whole.format(value);
export const money = (cents: number): string => dollars.format(cents / 100);
export const and = (items: readonly string[]): string => list.format(items);

/** A moment of the API, to the second, where the reader is. */
export const time = (at: string | null): string => (at ? moment.format(new Date(at)) : "–");
/** The same to the minute. */
export const timeToMinute = (at: string | Date): string => minuteOf.format(new Date(at));
/** A day without a zone: `2027-04-05`. */
export const day = (date: string): string => dayOf.format(new Date(`${date}T00:00Z`));
export const weekday = (date: string): string => weekdayOf.format(new Date(`${date}T00:00Z`));
/** A time of day without a zone: `18:30`. */
export const clock = (hhmm: string): string => clockOf.format(new Date(`2000-01-01T${hhmm}Z`));
/** A time that is local to a facility: `2027-04-05T18:30`. */
export function local(at: string): string {
  const [date = "", hhmm = ""] = at.split("T");
  return `${weekday(date)}, ${clock(hhmm)}`;
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago (or ahead), in the largest unit that fits. */
export function since(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return ago.format(Math.trunc(seconds / size), unit);
  }
  return ago.format(Math.min(0, Math.trunc(seconds / 15) * 15), "second");
}

/** A length of time in two units at most. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor((whole % 3600) / 60),
    whole % 60,
  ];
  if (hours) return `${part(hours, "hour")} ${part(minutes, "minute")}`;
  if (minutes >= 10 || (minutes && !rest)) return part(minutes, "minute");
  return minutes ? `${part(minutes, "minute")} ${part(rest, "second")}` : part(rest, "second");
}

function part(value: number, unit: "hour" | "minute" | "second"): string {
  return new Intl.NumberFormat(LOCALE, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** A size of a file. */
export function bytes(size: number): string {
  const unit = size < 1e6 ? "kilobyte" : "megabyte";
  const value = size / (size < 1e6 ? 1e3 : 1e6);
  return new Intl.NumberFormat(LOCALE, {
    style: "unit",
    unit,
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** `from_date` as a person writes it: `From date`. */
export function human(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
