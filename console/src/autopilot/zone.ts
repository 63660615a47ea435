const formats = new Map<string, Intl.DateTimeFormat>();

/** A time of day on a day, in whatever zone it is read. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** What the clocks of a zone show at a moment. */
export function wallTimeAt(moment: number, zone: string): WallTime {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return {
    year: parts.year ?? 0,
    month: parts.month ?? 0,
    day: parts.day ?? 0,
    hour: parts.hour ?? 0,
    minute: parts.minute ?? 0,
  };
}

/**
 * The moment at which the clocks of a zone show this. Null when they never do: they are put forward
 * over it. When they show it twice, the first time.
 */
export function momentOf(wall: WallTime, zone: string): number | null {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const offsets = [asUtc - DAY_MS, asUtc + DAY_MS].map((at) => offsetAt(at, zone));
  const moments = offsets.map((offset) => asUtc - offset).sort((a, b) => a - b);
  return moments.find((moment) => same(wallTimeAt(moment, zone), wall)) ?? null;
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Names of all time zones that the browser knows. */
export function zones(): readonly string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}

const DAY_MS = 86_400_000;

function offsetAt(moment: number, zone: string): number {
  const wall = wallTimeAt(moment, zone);
  const minute = Math.floor(moment / 60_000) * 60_000;
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute) - minute;
}

function same(a: WallTime, b: WallTime): boolean {
  return a.day === b.day && a.hour === b.hour && a.minute === b.minute && a.month === b.month;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(zone, made);
  return made;
}
