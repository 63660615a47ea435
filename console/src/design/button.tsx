import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon";

type Look = "primary" | "danger" | "plain" | "quiet";

type Native = Omit<JSX.IntrinsicElements["button"], "icon" | "class" | "children"> & {
  /** Where the focus of a dialog begins. */
  "data-first"?: boolean;
};

/** A button with words. While it is busy it says so, and a press does nothing. */
export function Button({
  look = "plain",
  icon,
  busy = false,
  children,
  onClick,
  ...rest
}: Native & {
  look?: Look;
  icon?: IconName;
  busy?: boolean;
  children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      {...rest}
      class={`button ${look}`}
      aria-disabled={busy || undefined}
      onClick={busy ? stay : onClick}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A button that is a drawing; its name is read, and shown as a tip. */
export function IconButton({
  icon,
  label,
  look = "quiet",
  ...rest
}: Native & { icon: IconName; label: string; look?: Look }) {
  return (
    <button
      type="button"
      {...rest}
      class={`button icon-only ${look}`}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton({
  href,
  icon,
  look = "plain",
  children,
}: {
  href: string;
  icon?: IconName;
  look?: Look;
  children: ComponentChildren;
}) {
  return (
    <a class={`button ${look}`} href={href}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}

function stay(event: Event): void {
  event.preventDefault();
}
