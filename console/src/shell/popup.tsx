import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "../design/icon";

/** A button that opens a small panel below it. Escape and a press elsewhere close it. */
export function Popup({
  label,
  face,
  wide = false,
  children,
}: {
  label: string;
  face: ComponentChildren;
  /** The face is words, not a drawing. */
  wide?: boolean;
  children: (close: () => void) => ComponentChildren;
}) {
  const open = useSignal(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useId();
  const close = () => {
    open.value = false;
  };
  useEffect(() => {
    if (!open.value) return;
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) close();
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      close();
      button.current?.focus();
    };
    document.addEventListener("pointerdown", elsewhere);
    document.addEventListener("focusin", elsewhere);
    document.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      document.removeEventListener("focusin", elsewhere);
      document.removeEventListener("keydown", key);
    };
  }, [open.value]);
  return (
    <div class="popup" ref={place}>
      <button
        type="button"
        ref={button}
        class={wide ? "button plain" : "button quiet popup-face"}
        {...(wide ? {} : { "aria-label": label, title: label })}
        aria-expanded={open.value}
        aria-controls={panel}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {face}
        {wide && <Icon name="chevron" />}
      </button>
      {open.value && (
        <div class="popup-panel" id={panel}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
