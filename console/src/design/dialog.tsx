import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

/**
 * A modal dialog: the browser keeps the focus within, Escape closes it, and the focus goes back.
 * It begins at what is marked `data-first`, the harmless answer.
 */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => {
      // What opened it may be gone by then, such as a row that was deleted.
      requestAnimationFrame(() => {
        const back = before?.isConnected ? before : document.querySelector("h1");
        const lost = !document.activeElement || document.activeElement === document.body;
        if (lost && back instanceof HTMLElement) back.focus();
      });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={heading}
      onClose={onClose}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** The buttons at the foot of a dialog. */
export function DialogActions({ children }: { children: ComponentChildren }) {
  return <div class="actions">{children}</div>;
}
