import { number } from "../format";
import { count, said } from "./counted";

/** What is done to a task. */
export const acts = {
  cancelling: {
    title: (n: number) => `Cancel job #${n}?`,
    titleMany: (n: number) => `Cancel ${count(n, "task", "tasks")}?`,
    text: "What is done stays done. Nothing more will be done, and mail that has not left is discarded.",
    reason: "Why? (optional)",
    working: "Canceling…",
    receipt: (n: number) => `Job #${n} is canceled`,
    receipts: (n: number) => `${count(n, "task is", "tasks are")} canceled`,
    done: "Done before the cancel",
    notAttempted: "Not attempted",
    discarded: "Mails discarded",
    sent: "Mails sent before",
    inDoubt: "Mails in doubt",
    inDoubtHint: "They were on their way: whether they arrived is not known.",
    nothingMore: "Nothing more will happen.",
    tooLate: "It had ended before it could be canceled.",
    restIn: "It disappears from the list after ten minutes. What it did stays.",
  },
  pausing: {
    title: (n: number) => `Pause job #${n}?`,
    text: "Nothing more is done until somebody resumes it. Mail that has not left waits.",
    reason: "Why? (optional)",
    go: "Pause",
    working: "Pausing…",
  },
  resuming: {
    title: (n: number) => `Resume job #${n}?`,
    text: "It goes on where it stood.",
    threshold: (at: string) => `It pauses itself again at ${at} from here on.`,
    errors: (n: number) => count(n, "error", "errors"),
    percent: (n: number) => `${number(n)} % errors`,
    go: "Resume",
    without: "Resume and do not stop",
  },
  deleting: {
    title: (n: number) => `Delete job #${n}?`,
    titleMany: (n: number) => `Delete ${count(n, "task", "tasks")}?`,
    text: "Its outcomes go with it. What it did stays.",
    done: (n: number) => `Job #${n} is deleted.`,
    doneMany: (n: number) => `${count(n, "task is", "tasks are")} deleted.`,
  },
  retrying: {
    all: (n: number) => `Retry all ${number(n)}`,
    these: (n: number) => `Retry these ${number(n)}`,
    launched: (n: number) => `Job #${n} is on its way.`,
    title: (n: number) => `Retry job #${n}?`,
    text: (n: number) =>
      `A new task works on the ${count(n, "target", "targets")} that ended in error or were not attempted.`,
  },
  previewing: {
    title: "Preview",
    text: "This is what the task would do. Nothing was written, sent or charged. What you launch from here does just that; a target that would come out otherwise by then is left.",
    go: "Preview",
    going: "Launching the preview…",
    run: "Launch this",
    ran: "The task that runs it",
    of: "Runs the preview",
    asks: "Somebody asks you to approve this.",
    runsSoon: "Autopilot runs this unless somebody deletes the preview.",
    unapproved: "Nobody approved this in time. It was not launched, and the preview is gone.",
    approve: "Approve",
    reject: "Reject",
    said: (approved: boolean, by: string, reason: string | null) =>
      said(approved ? "Approved" : "Rejected", by, reason),
  },
  undoing: {
    go: "Undo",
    working: "Launching…",
    title: (n: number) => `Undo job #${n}?`,
    text: (n: number) =>
      `A new task takes back what was done to ${count(n, "target", "targets")}. What somebody has changed since is kept.`,
  },
} as const;
