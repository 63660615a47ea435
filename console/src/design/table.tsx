import type { ComponentChildren } from "preact";

/** A table that scrolls to the side where it is wider than the page, by keyboard as well. */
export function WideTable({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="table-place" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </section>
  );
}
