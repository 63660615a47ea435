import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Wired } from "../design/field";
import { announce } from "../live/announcer";
import { useServices } from "../services";
import { words } from "../words";
import type { Names } from "./fields";
import { type Suggestion, suggest } from "./search";

const PAUSE_MS = 180;

/**
 * A text field that suggests records by the beginning of their name. Anything may be typed: the
 * suggestions help, and where they cannot be had the field works all the same.
 */
export function Picker({
  names,
  value,
  onInput,
  onPick,
  wired,
  placeholder,
}: {
  names: Names;
  value: string;
  onInput: (text: string) => void;
  /** One was chosen from the list, or typed and entered. */
  onPick: (id: string) => void;
  wired: Wired;
  placeholder?: string | undefined;
}) {
  const list = useId();
  const open = useSignal(false);
  const at = useSignal(-1);
  const found = useSuggestions(names, value, open.value);
  const input = useRef<HTMLInputElement>(null);
  const items = found ?? [];
  const pick = (id: string) => {
    onPick(id);
    open.value = false;
    at.value = -1;
    input.current?.focus();
  };
  const move = (by: number) => {
    open.value = true;
    const count = items.length;
    if (count) at.value = (at.value + by + count + (at.value < 0 && by < 0 ? 1 : 0)) % count;
  };
  const key = (event: KeyboardEvent) => {
    const current = items[at.value];
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && open.value && current) pick(current.id);
    else if (event.key === "Enter" && value.trim()) pick(value.trim());
    else if (event.key === "Escape" && open.value) open.value = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shown = open.value && found !== undefined;
  return (
    <div class="picker">
      <input
        {...wired}
        ref={input}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={list}
        aria-activedescendant={items[at.value] ? `${list}-${at.value}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholder}
        value={value}
        onInput={(event) => {
          open.value = true;
          at.value = -1;
          onInput(event.currentTarget.value);
        }}
        onClick={() => {
          open.value = true;
        }}
        onBlur={() => {
          open.value = false;
        }}
        onKeyDown={key}
      />
      <div
        class="picker-list"
        id={list}
        role="listbox"
        aria-label={words.picker.label}
        hidden={!shown || (!items.length && !value)}
      >
        {items.map((item, index) => (
          <Option
            key={item.id}
            id={`${list}-${index}`}
            item={item}
            selected={index === at.value}
            onPick={pick}
          />
        ))}
        {shown && !items.length && value && (
          <div class="picker-note">
            {found === null ? words.picker.unavailable : words.picker.none}
          </div>
        )}
      </div>
    </div>
  );
}

function Option({
  id,
  item,
  selected,
  onPick,
}: {
  id: string;
  item: Suggestion;
  selected: boolean;
  onPick: (id: string) => void;
}) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      // Before the field loses the focus, which closes the list.
      onMouseDown={(event) => {
        event.preventDefault();
        onPick(item.id);
      }}
    >
      <span>{item.id}</span>
      <span class="muted">{item.more}</span>
    </div>
  );
}

/** Undefined while nothing is known, null when suggestions cannot be had. */
function useSuggestions(
  names: Names,
  typed: string,
  open: boolean,
): Suggestion[] | null | undefined {
  const { api } = useServices();
  const found = useSignal<Suggestion[] | null | undefined>(undefined);
  useEffect(() => {
    if (!open) return;
    const aborting = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const items = await suggest(api, names, typed.trim(), aborting.signal);
        found.value = items;
        announce(words.picker.found(items.length));
      } catch {
        if (!aborting.signal.aborted) found.value = null;
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      aborting.abort();
    };
  }, [names, typed, open]);
  return found.value;
}
