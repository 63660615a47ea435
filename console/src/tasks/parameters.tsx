import type { ComponentChildren } from "preact";
import type { Task } from "../api/types";
import { human, number } from "../format";
import { words } from "../words";
import { Fact } from "./facts";

const SHOWN = 30;

/** Fields that name a record which has a page. */
const PAGES: Record<string, string> = {
  permit: "/permits",
  holder: "/holders",
  class: "/classes",
  classes: "/classes",
  family: "/families",
  families: "/families",
};

/** What a task was launched with. */
export function Parameters({ task }: { task: Task }) {
  const given = Object.entries(task.params ?? {}).filter(([, value]) => !isBlank(value));
  if (!given.length) return null;
  return (
    <section class="card stack">
      <h2>{words.details.params}</h2>
      <dl class="facts params">
        {given.map(([name, value]) => (
          <Fact key={name} label={human(name)}>
            {shown(name, value)}
          </Fact>
        ))}
      </dl>
    </section>
  );
}

function shown(name: string, value: unknown): ComponentChildren {
  if (Array.isArray(value)) return <Items name={name} items={value.map(String)} />;
  if (typeof value === "boolean") return value ? words.launch.yes : words.none;
  if (typeof value === "number") return number(value);
  if (typeof value === "object") return <pre>{JSON.stringify(value, null, 1)}</pre>;
  return <Item name={name} text={String(value)} />;
}

function Items({ name, items }: { name: string; items: readonly string[] }) {
  const rest = items.length - SHOWN;
  return (
    <span class="chips">
      {items.slice(0, SHOWN).map((text) => (
        <span key={text} class="chip">
          <Item name={name} text={text} />
        </span>
      ))}
      {rest > 0 && <span class="muted">{words.notices.more(rest)}</span>}
    </span>
  );
}

function Item({ name, text }: { name: string; text: string }) {
  const page = PAGES[name];
  return page ? (
    <a href={`${page}/${encodeURIComponent(text)}`}>{text}</a>
  ) : (
    <span class="as-written">{text}</span>
  );
}

function isBlank(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === "" ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}
