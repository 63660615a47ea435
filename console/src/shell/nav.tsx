import { useEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Icon, type IconName } from "../design/icon";
import { useServices } from "../services";
import { words } from "../words";

interface Place {
  readonly href: string;
  readonly icon: IconName;
  readonly text: string;
  readonly ownersOnly?: boolean;
}

const PLACES: readonly Place[] = [
  { href: "/tasks", icon: "tasks", text: words.nav.tasks },
  { href: "/permits", icon: "permits", text: words.nav.permits },
  { href: "/classes", icon: "classes", text: words.nav.classes },
  { href: "/families", icon: "families", text: words.nav.families },
  { href: "/holders", icon: "holders", text: words.nav.holders },
  { href: "/autopilot", icon: "autopilot", text: words.nav.autopilot, ownersOnly: true },
  { href: "/programs", icon: "key", text: words.nav.programs, ownersOnly: true },
  { href: "/webhooks", icon: "webhook", text: words.nav.webhooks, ownersOnly: true },
  { href: "/trail", icon: "shield", text: words.nav.trail, ownersOnly: true },
];

/** Where one can go: at the left, or at the bottom of a narrow screen. */
export function Nav() {
  const { path } = useLocation();
  const { session } = useServices();
  const owner = session.user()?.groups.includes("owner") ?? false;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // On a narrow screen not all of them are in sight.
    const here = path && list.current?.querySelector("[aria-current]");
    if (here) here.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  return (
    <nav class="nav" aria-label={words.nav.label}>
      <ul ref={list}>
        {PLACES.filter(({ ownersOnly }) => owner || !ownersOnly).map(({ href, icon, text }) => {
          const here = path === href || path.startsWith(`${href}/`);
          return (
            <li key={href}>
              <a href={href} aria-current={here ? "page" : undefined}>
                <Icon name={icon} />
                <span>{text}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
