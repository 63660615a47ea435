import { and, clock } from "../format";
import { words } from "../words";
import { type Cron, parseCron } from "./cron";
import { momentOf, wallTimeAt } from "./zone";

const say = words.autopilot.words;

/** When a workflow launches its task. */
export type Schedule =
  | { readonly type: "rate"; readonly every: number; readonly unit: "minute" | "hour" | "day" }
  | { readonly type: "once"; readonly at: string }
  | { readonly type: "cron"; readonly cron: Cron };

/** Null when it is no schedule. */
export function parseSchedule(text: string): Schedule | null {
  const rate = /^rate\(([1-9]\d{0,4}) (minute|hour|day)s?\)$/.exec(text.trim());
  if (rate) {
    return { type: "rate", every: Number(rate[1]), unit: rate[2] as "minute" | "hour" | "day" };
  }
  const once = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(text.trim());
  if (once?.[1]) return { type: "once", at: once[1] };
  const cron = /^cron\((.+)\)$/.exec(text.trim());
  const parsed = cron?.[1] ? parseCron(cron[1]) : null;
  return parsed && { type: "cron", cron: parsed };
}

const DAY_NAMES: Readonly<Record<string, string>> = {
  SUN: "Sunday",
  MON: "Monday",
  TUE: "Tuesday",
  WED: "Wednesday",
  THU: "Thursday",
  FRI: "Friday",
  SAT: "Saturday",
};

/** A schedule as one would say it; what cannot be said simply is shown as it is written. */
export function inWords(text: string): string {
  const schedule = parseSchedule(text);
  if (!schedule) return text;
  if (schedule.type === "rate") return say.rate(schedule.every, schedule.unit);
  if (schedule.type === "once") return say.once(momentText(schedule.at));
  return cronInWords(schedule.cron) ?? say.cron(text);
}

function cronInWords({ parts }: Cron): string | null {
  const [minutes = "", hours = "", days = "", months = "", weekdays = "", years = ""] = parts;
  if (months !== "*" || years !== "*") return null;
  const everyDay = (days === "*" || days === "?") && (weekdays === "*" || weekdays === "?");
  if (everyDay) {
    const often = withinTheDay(minutes, hours);
    if (often) return often;
  }
  const at = timeOf(minutes, hours);
  if (!at) return null;
  if (everyDay) return say.daily(at);
  if (days === "?") return weekly(weekdays, at);
  if (days === "L") return say.monthly(say.lastDay, at);
  return /^\d{1,2}$/.test(days) ? say.monthly(say.dayN(Number(days)), at) : null;
}

function withinTheDay(minutes: string, hours: string): string | null {
  const step = /^(?:\*|0)\/(\d+)$/;
  const often = step.exec(minutes);
  if (hours === "*" && often) return say.everyMinutes(Number(often[1]));
  if (!/^\d{1,2}$/.test(minutes)) return null;
  if (hours === "*") return say.hourly(minutes.padStart(2, "0"));
  const every = step.exec(hours);
  return every ? say.everyHours(Number(every[1]), minutes.padStart(2, "0")) : null;
}

function weekly(weekdays: string, at: string): string | null {
  const names = weekdays.toUpperCase();
  if (names === "MON-FRI" || names === "2-6") return say.weekdays(at);
  const days = names.split(",").map((name) => DAY_NAMES[name]);
  if (!days.every((name) => name !== undefined)) return null;
  return say.weekly(and(days as string[]), at);
}

function timeOf(minutes: string, hours: string): string | null {
  if (!/^\d{1,2}$/.test(minutes) || !/^\d{1,2}$/.test(hours)) return null;
  return clock(`${hours.padStart(2, "0")}:${minutes.padStart(2, "0")}`);
}

function momentText(at: string): string {
  const options = { dateStyle: "full", timeStyle: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(undefined, options).format(new Date(`${at}Z`));
}

/** Days ahead to look for runs: a leap day is at most eight years away. */
const AHEAD_DAYS = 366 * 8 + 2;
const DAY_MS = 86_400_000;

/**
 * The next runs of a schedule that is read in a time zone. Null for a rate: it is counted from when
 * the scheduler took it, which nobody is told.
 */
export function nextRuns(
  text: string,
  zone: string,
  from: number,
  count: number,
): readonly number[] | null {
  const schedule = parseSchedule(text);
  if (!schedule || schedule.type === "rate") return null;
  if (schedule.type === "once") return onceAfter(schedule.at, zone, from);
  return cronRuns(schedule.cron, zone, from, count);
}

function onceAfter(at: string, zone: string, from: number): readonly number[] {
  const [date = "", time = ""] = at.split("T");
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const [hour = 0, minute = 0, second = 0] = time.split(":").map(Number);
  const moment = momentOf({ year, month, day, hour, minute }, zone);
  const exact = moment === null ? null : moment + second * 1000;
  return exact !== null && exact > from ? [exact] : [];
}

function cronRuns(cron: Cron, zone: string, from: number, count: number): readonly number[] {
  const hours = numbers(24).filter(cron.hours);
  const minutes = numbers(60).filter(cron.minutes);
  const first = wallTimeAt(from, zone);
  const start = Date.UTC(first.year, first.month - 1, first.day);
  const runs: number[] = [];
  for (let ahead = 0; ahead < AHEAD_DAYS && runs.length < count; ahead += 1) {
    const date = new Date(start + ahead * DAY_MS);
    const day = {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
    };
    if (!cron.years(day.year) || !cron.months(day.month)) continue;
    if (!cron.days(day) || !cron.weekdays(day)) continue;
    runs.push(...runsOn(day, hours, minutes, zone).filter((moment) => moment > from));
  }
  return runs.slice(0, count);
}

function runsOn(
  day: { year: number; month: number; day: number },
  hours: readonly number[],
  minutes: readonly number[],
  zone: string,
): number[] {
  const found = hours.flatMap((hour) =>
    minutes.map((minute) => momentOf({ ...day, hour, minute }, zone)),
  );
  return found.filter((moment) => moment !== null).sort((a, b) => a - b);
}

const numbers = (count: number): number[] => [...Array(count).keys()];
