import { useSignal } from "@preact/signals";
import { IconButton } from "../design/button";
import type { Wired } from "../design/field";
import { announce } from "../live/announcer";
import { words } from "../words";
import type { Names } from "./fields";
import { Picker } from "./picker";
import { splitItems } from "./values";

/** Several texts: each a chip with an X. Several may be pasted at once. */
export function ListInput({
  label,
  names,
  items,
  onChange,
  wired,
}: {
  label: string;
  names: Names | null;
  items: readonly string[];
  onChange: (items: readonly string[]) => void;
  wired: Wired;
}) {
  const typed = useSignal("");
  const add = (text: string) => {
    typed.value = "";
    onChange([...new Set([...items, ...splitItems(text)])]);
  };
  const input = (text: string) => {
    // What is pasted with commas or lines in it is several at once.
    if (/[,;\n\t]/.test(text)) add(text);
    else typed.value = text;
  };
  return (
    // What was typed and not entered counts as well: who leaves the field means it.
    <div class="field" onFocusOut={() => typed.value.trim() && add(typed.value)}>
      <div class="picked">
        {items.map((item) => (
          <span key={item} class="chip">
            {item}
            <IconButton
              icon="close"
              label={words.launch.remove(item)}
              onClick={() => {
                onChange(items.filter((one) => one !== item));
                announce(words.picker.removed(item));
                document.getElementById(wired.id)?.focus();
              }}
            />
          </span>
        ))}
      </div>
      {names ? (
        <Picker
          names={names}
          value={typed.value}
          onInput={input}
          onPick={add}
          wired={wired}
          placeholder={words.launch.addOne(label.toLowerCase())}
        />
      ) : (
        <input
          {...wired}
          value={typed.value}
          placeholder={words.launch.pasteHint}
          onInput={(event) => input(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !typed.value.trim()) return;
            event.preventDefault();
            add(typed.value);
          }}
        />
      )}
    </div>
  );
}
