// Every sentence of the console: one file a room.
import { acts } from "./words/acts";
import { autopilot } from "./words/autopilot";
import { launch } from "./words/launch";
import { notifications } from "./words/notifications";
import { permits } from "./words/permits";
import { programs } from "./words/programs";
import { records } from "./words/records";
import { shell } from "./words/shell";
import { tasks } from "./words/tasks";
import { trail } from "./words/trail";

export const words = {
  ...shell,
  ...tasks,
  ...acts,
  ...notifications,
  ...launch,
  ...permits,
  ...records,
  ...trail,
  ...autopilot,
  ...programs,
} as const;
