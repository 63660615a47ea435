import { number } from "../format";

/** The bell and its notices. */
export const notifications = {
  notices: {
    title: "Notifications",
    bell: (n: number) => (n ? `Notifications: ${number(n)} unread` : "Notifications: none unread"),
    ended: (n: number, status: string) => `Job #${n}: ${status}`,
    webhook: "Webhook",
    disabled: "Disabled",
    disabledSaid: (url: string) => `The webhook ${url} is disabled.`,
    other: "Something happened",
    region: "What has just happened",
    more: (n: number) => `${number(n)} more`,
    empty: "Nothing has ended yet",
    emptyText: "When a task that you launched ends, or a preview waits for you, it is told here.",
    unread: "Unread",
    markRead: "Mark as read",
    all: "All notifications",
  },
} as const;
