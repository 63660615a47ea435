/** The six fields of a cron expression of EventBridge Scheduler. */
export interface Cron {
  readonly minutes: FieldMatch;
  readonly hours: FieldMatch;
  readonly days: DayMatch;
  readonly months: FieldMatch;
  readonly weekdays: WeekdayMatch;
  readonly years: FieldMatch;
  readonly parts: readonly string[];
}

type FieldMatch = (value: number) => boolean;

/** A day as a calendar has it, without a zone. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

type DayMatch = (day: Day) => boolean;
type WeekdayMatch = (day: Day) => boolean;

const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
/** Sunday is 1. */
const WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split(" ");

/** Null when it is no such expression. */
export function parseCron(expression: string): Cron | null {
  const parts = expression.trim().split(/\s+/);
  const [minutes, hours, days, months, weekdays, years] = parts;
  if (parts.length !== 6 || !minutes || !hours || !days || !months || !weekdays || !years) {
    return null;
  }
  // One of the two ways to name a day must be left open.
  if ((days === "?") === (weekdays === "?")) return null;
  const matches = {
    minutes: matching(minutes, 0, 59),
    hours: matching(hours, 0, 23),
    days: dayMatching(days),
    months: matching(months, 1, 12, MONTHS),
    weekdays: weekdayMatching(weekdays),
    years: matching(years, 1970, 2199),
  };
  return Object.values(matches).every((match) => match !== null)
    ? ({ ...matches, parts } as Cron)
    : null;
}

function matching(
  text: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): FieldMatch | null {
  const value = (word: string): number => {
    const at = names.indexOf(word.toUpperCase());
    if (at >= 0) return at + least;
    return /^\d+$/.test(word) ? Number(word) : Number.NaN;
  };
  const all = text.split(",").map((item) => rangeOf(item, least, most, value));
  if (all.some((range) => range === null)) return null;
  return (one) => all.some((range) => range !== null && within(one, range));
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function rangeOf(
  item: string,
  least: number,
  most: number,
  value: (word: string) => number,
): Range | null {
  const [span = "", every] = item.split("/");
  const step = every === undefined ? 1 : Number(every);
  if (!Number.isInteger(step) || step < 1) return null;
  if (span === "*" || span === "?") return { from: least, to: most, step };
  const [first = "", last] = span.split("-");
  const from = value(first);
  const to = last === undefined ? (every === undefined ? from : most) : value(last);
  const inside = (one: number) => one >= least && one <= most;
  return inside(from) && inside(to) ? { from, to, step } : null;
}

function within(value: number, { from, to, step }: Range): boolean {
  // `FRI-MON` goes round the end.
  if (from > to) return value >= from || value <= to;
  return value >= from && value <= to && (value - from) % step === 0;
}

function dayMatching(text: string): DayMatch | null {
  if (text === "L") return (day) => day.day === lastDay(day);
  if (text === "LW") return (day) => day.day === nearestWeekday(day, lastDay(day));
  const near = /^(\d{1,2})W$/.exec(text);
  if (near) {
    const wanted = Number(near[1]);
    return (day) => wanted <= lastDay(day) && day.day === nearestWeekday(day, wanted);
  }
  const match = matching(text, 1, 31);
  return match && ((day) => match(day.day));
}

function weekdayMatching(text: string): WeekdayMatch | null {
  if (text === "L") return (day) => weekdayOf(day) === 7;
  const nth = /^([A-Za-z]{3}|[1-7])#([1-5])$/.exec(text);
  if (nth) {
    const [wanted, which] = [weekdayNumber(nth[1] ?? ""), Number(nth[2])];
    return wanted === null
      ? null
      : (day) => weekdayOf(day) === wanted && Math.ceil(day.day / 7) === which;
  }
  const last = /^([A-Za-z]{3}|[1-7])L$/.exec(text);
  if (last) {
    const wanted = weekdayNumber(last[1] ?? "");
    return wanted === null
      ? null
      : (day) => weekdayOf(day) === wanted && day.day > lastDay(day) - 7;
  }
  const match = matching(text, 1, 7, WEEKDAYS);
  return match && ((day) => match(weekdayOf(day)));
}

function weekdayNumber(text: string): number | null {
  const at = WEEKDAYS.indexOf(text.toUpperCase());
  if (at >= 0) return at + 1;
  return /^[1-7]$/.test(text) ? Number(text) : null;
}

/** 1 for Sunday to 7 for Saturday. */
export function weekdayOf({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function lastDay({ year, month }: Day): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The day from Monday to Friday that is nearest to one, within its month. */
function nearestWeekday(day: Day, wanted: number): number {
  const on = weekdayOf({ ...day, day: wanted });
  if (on === 7) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (on === 1) return wanted < lastDay(day) ? wanted + 1 : wanted - 2;
  return wanted;
}
