import { number } from "../format";

/** The bell and its notices. */
export const notifications = {
  notices: {
    title: "Notifications",
    bell: (n: number) => (n ? `Notifications: ${number(n)} unread` : "Notifications: none unread"),
    ended: (n: number, status: string) => `Job #${n}: ${status}`,
    region: "Ended tasks",
    more: (n: number) => `${number(n)} more`,
    empty: "Nothing has ended yet",
    emptyText: "When a task that you launched ends, it is told here.",
    unread: "Unread",
    markRead: "Mark as read",
    all: "All notifications",
  },
} as const;
