import { timeToMinute } from "../format";
import { minute } from "../live/clock";
import { words } from "../words";
import { nextRuns, parseSchedule } from "./schedule";
import { isZone } from "./zone";

const say = words.autopilot;

/** When a schedule runs next: in its own time zone, and in the reader's where that is another. */
export function NextRuns({
  schedule,
  zone,
  count,
}: {
  schedule: string;
  zone: string;
  count: number;
}) {
  if (!parseSchedule(schedule) || !isZone(zone)) return null;
  const runs = nextRuns(schedule, zone, minute.value, count);
  if (!runs) return <p class="muted">{say.rateNext}</p>;
  if (!runs.length) return <p class="muted">{say.noNext}</p>;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <ol class="next-runs">
      {runs.map((moment) => (
        <li key={moment}>
          <time dateTime={new Date(moment).toISOString()}>{inZone(moment, zone)}</time>
          {inZone(moment, zone) !== inZone(moment, here) && (
            <span class="muted">
              {" "}
              ({timeToMinute(new Date(moment))} {say.nextHere(here)})
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function inZone(moment: number, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZone,
  }).format(moment);
}
