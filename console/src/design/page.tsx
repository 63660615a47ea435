import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../words";
import { Icon } from "./icon";

let first = true;

/**
 * A view with its heading. The heading gets the focus when one comes from another view, so that a
 * screen reader says where one is; not on the first, where the browser says it.
 */
export function Page({
  title,
  back,
  actions,
  aside,
  children,
}: {
  title: string;
  back?: { href: string; text: string };
  actions?: ComponentChildren;
  /** Beside the heading, such as a status. */
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // With the heading, not after it: whoever sees the one may read the other.
  useLayoutEffect(() => {
    document.title = `${title} – ${words.product}`;
  }, [title]);
  useEffect(() => {
    // Whoever has opened a panel while the page was on its way keeps it.
    const opened = document.querySelector(".popup-panel");
    if (!first && !opened) heading.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <>
      {back && (
        <a class="back" href={back.href}>
          <Icon name="back" />
          {back.text}
        </a>
      )}
      <header class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside}
        {actions && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}
