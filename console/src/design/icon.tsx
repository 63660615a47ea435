const PATHS = {
  tasks: "M4 6h10M4 12h16M4 18h7",
  permits: "M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h5",
  classes: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  families:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.6a3.5 3.5 0 0 1 0 6.3M18 14.4c2.1.9 3.5 2.9 3.5 5.6",
  holders: "M3 7h18v12H3zM3 11h18M7 15h4",
  autopilot: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  key: "M8 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM11.3 11.3L20 3M16 6.8l3.2 3.2",
  webhook: "M4 5v14h9M4 5h9M13 12h8M17.5 8.5L21 12l-3.5 3.5M8 12h2",
  launch: "M12 5v14M5 12h14",
  bell: "M6 17V11a6 6 0 1 1 12 0v6l1.5 2h-15zM10 21.5h4",
  close: "M6 6l12 12M18 6L6 18",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  retry: "M20 11a8 8 0 1 0-2.3 6.3M20 4v7h-7",
  undo: "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  pause: "M8 5v14M16 5v14",
  resume: "M7 4.5v15l12-7.5z",
  chevron: "M6 9l6 6 6-6",
  back: "M15 5l-7 7 7 7",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.6-6.5 8-6.5s8 2.5 8 6.5",
  file: "M6 3h9l4 4v14H6zM14 3v5h5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warning: "M12 4L2.5 20h19zM12 10v4.5M12 17.2v.3",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  print: "M7 9V4h10v5M7 18H4V9h16v9h-3M7 14h10v6H7z",
  up: "M12 19V5M6 11l6-6 6 6",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  shield: "M12 3l8 3v6c0 4.5-3.2 7.7-8 9-4.8-1.3-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-4.5",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words, or within a button that has a name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
