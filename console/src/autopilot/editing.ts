import { parseSchedule } from "./schedule";

export const MODES = ["daily", "weekdays", "weekly", "monthly", "rate", "once", "cron"] as const;
export type Mode = (typeof MODES)[number];
export const WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const;

/** A schedule as it is put together from a few simple choices. */
export interface Editing {
  readonly mode: Mode;
  readonly at: string;
  readonly days: readonly string[];
  /** A number, or `L` for the last one. */
  readonly dayOfMonth: string;
  readonly every: string;
  readonly unit: "minutes" | "hours" | "days";
  readonly onceAt: string;
  readonly expression: string;
}

export const START: Editing = {
  mode: "weekdays",
  at: "06:00",
  days: ["MON"],
  dayOfMonth: "1",
  every: "1",
  unit: "hours",
  onceAt: "",
  expression: "",
};

/** How EventBridge Scheduler writes it. What is not finished makes no schedule: `parseSchedule` says so. */
export function writtenAs(editing: Editing): string {
  const [hour = "", minute = ""] = editing.at.split(":");
  const time = `${Number(minute)} ${Number(hour)}`;
  switch (editing.mode) {
    case "daily":
      return editing.at ? `cron(${time} * * ? *)` : "";
    case "weekdays":
      return editing.at ? `cron(${time} ? * MON-FRI *)` : "";
    case "weekly":
      return editing.at && editing.days.length
        ? `cron(${time} ? * ${WEEKDAYS.filter((one) => editing.days.includes(one)).join(",")} *)`
        : "";
    case "monthly":
      return editing.at ? `cron(${time} ${editing.dayOfMonth} * ? *)` : "";
    case "rate": {
      const unit = editing.every === "1" ? editing.unit.slice(0, -1) : editing.unit;
      return `rate(${editing.every} ${unit})`;
    }
    case "once":
      return editing.onceAt ? `at(${editing.onceAt.slice(0, 16)}:00)` : "";
    default:
      return editing.expression.trim();
  }
}

/** The simple choices that a schedule comes from; else the expression itself. */
export function editingOf(text: string): Editing {
  const schedule = parseSchedule(text);
  const whole = { ...START, mode: "cron", expression: text } as const;
  if (!schedule) return whole;
  if (schedule.type === "rate") {
    return { ...START, mode: "rate", every: String(schedule.every), unit: `${schedule.unit}s` };
  }
  const made: Editing | null =
    schedule.type === "once"
      ? { ...START, mode: "once", onceAt: schedule.at.slice(0, 16) }
      : fromCron(schedule.cron.parts);
  // Only what says exactly the same again may stand in its place.
  return made && writtenAs(made) === text.trim() ? made : whole;
}

function fromCron(parts: readonly string[]): Editing | null {
  const [minute = "", hour = "", days = "", , weekdays = ""] = parts;
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour)) return null;
  const at = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (days === "*") return { ...START, mode: "daily", at };
  if (weekdays === "MON-FRI") return { ...START, mode: "weekdays", at };
  if (days === "?") return { ...START, mode: "weekly", at, days: weekdays.split(",") };
  return { ...START, mode: "monthly", at, dayOfMonth: days };
}
