import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A table that may be wider than the screen: then it scrolls by itself, by keyboard, too. */
export function TablePlace({ label, children }: { label: string; children: ComponentChildren }) {
  const place = useRef<HTMLElement>(null);
  const scrolls = useSignal(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const look = () => {
      scrolls.value = element.scrollWidth > element.clientWidth;
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, [scrolls]);
  return (
    <section
      ref={place}
      class="table-place"
      {...(scrolls.value ? { "aria-label": label, tabIndex: 0 } : {})}
    >
      {children}
    </section>
  );
}
