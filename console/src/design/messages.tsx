import type { ComponentChildren } from "preact";
import { Refused, Unreachable } from "../api/answer";
import { SessionEnded } from "../auth/session";
import { words } from "../words";
import { Button } from "./button";
import { Icon } from "./icon";

/** Something that a person should know about what is shown. */
export function Callout({
  tone,
  title,
  children,
}: {
  tone: "info" | "good" | "warning" | "error";
  title?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class={`callout ${tone}`} role={tone === "error" ? "alert" : undefined}>
      <Icon name={tone === "good" ? "check" : "warning"} />
      <div>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
    </div>
  );
}

/** Nothing is there yet: says what would be, and what to do. */
export function Empty({
  title,
  text,
  children,
}: {
  title: string;
  text?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}

export function Loading() {
  return (
    <p class="loading" role="status">
      {words.loading}
    </p>
  );
}

/** What went wrong, in words for who asked. */
export function sayError(error: unknown): string {
  if (error instanceof SessionEnded) return words.trouble.ended;
  if (error instanceof Unreachable) return words.trouble.unreachable;
  if (!(error instanceof Refused)) return words.trouble.readFailed;
  if (error.status === 429) return words.trouble.busy(error.retryAfter ?? 1);
  if (error.problem.permission) return words.trouble.forbidden(error.problem.permission);
  return error.problem.detail || error.problem.title;
}

export function ErrorCallout({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <Callout tone="error">
      <p>{sayError(error)}</p>
      {retry && <Button onClick={retry}>{words.tryAgain}</Button>}
    </Callout>
  );
}
