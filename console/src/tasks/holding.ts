import { effect } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { TaskWindow } from "./window";

/** Further down than this, rows that come in above would push away what is read. */
const SCROLLED_PX = 120;

/** Holds the rows still while the pointer or the focus is among them, or one has scrolled down. */
export function useHolding(place: RefObject<HTMLElement | null>, list: TaskWindow): void {
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const pointerIn = (event: PointerEvent) => {
      if (event.pointerType === "mouse") list.hold("pointer", true);
    };
    const pointerOut = () => list.hold("pointer", false);
    const focusIn = () => list.hold("focus", element.contains(document.activeElement));
    const focusOut = (event: FocusEvent) => {
      const next = event.relatedTarget;
      list.hold("focus", next instanceof Node && element.contains(next));
    };
    const scrolled = () => list.hold("scrolled", scrollY > SCROLLED_PX);
    element.addEventListener("pointerenter", pointerIn);
    element.addEventListener("pointerleave", pointerOut);
    element.addEventListener("focusin", focusIn);
    element.addEventListener("focusout", focusOut);
    addEventListener("scroll", scrolled, { passive: true });
    // What is gone goes once nobody points at it; what is new comes with the next look.
    const stop = effect(() => {
      if (!list.held.value && !list.order.peek().waiting.length) list.release();
    });
    return () => {
      stop();
      element.removeEventListener("pointerenter", pointerIn);
      element.removeEventListener("pointerleave", pointerOut);
      element.removeEventListener("focusin", focusIn);
      element.removeEventListener("focusout", focusOut);
      removeEventListener("scroll", scrolled);
    };
  }, [place, list]);
}
