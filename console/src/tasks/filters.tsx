import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { Task } from "../api/types";
import { Button } from "../design/button";
import { useServices } from "../services";
import { words } from "../words";
import { addressOf, type Filter, STATES, subjectOf } from "./filter";

/** What narrows the list. It is kept in the address, so that it can be sent and come back to. */
export function Filters({ filter, seen }: { filter: Filter; seen: readonly Task[] }) {
  const { kinds, session } = useServices();
  const { route } = useLocation();
  const me = session.user()?.id;
  const go = (change: Partial<Record<keyof Filter, string | undefined>>) =>
    route(addressOf({ ...filter, ...change } as Filter), true);
  const kindNames = new Set([
    ...(kinds.all.value ?? []).map(({ name }) => name),
    ...seen.map(({ kind }) => kind),
    ...(filter.kind ? [filter.kind] : []),
  ]);
  const people = new Map(
    seen
      .filter(({ launched_by: by }) => by.via !== "autopilot" && by.id !== me)
      .map(({ launched_by: by }) => [by.id, by.name]),
  );
  const asked = filter.launched_by;
  if (asked && !["me", "autopilot"].includes(asked) && !people.has(asked)) {
    people.set(asked, words.tasks.somebody);
  }
  return (
    <search class="filters" aria-label={words.tasks.filters}>
      <Choice
        label={words.tasks.state}
        value={filter.state ?? ""}
        any={words.tasks.anyState}
        options={STATES.map((state) => [state, words.states[state] ?? state])}
        onChange={(state) => go({ state })}
      />
      <Choice
        label={words.tasks.kind}
        value={filter.kind ?? ""}
        any={words.tasks.anyKind}
        options={[...kindNames].sort().map((name) => [name, kinds.title(name)])}
        onChange={(kind) => go({ kind })}
      />
      <Choice
        label={words.tasks.who}
        value={filter.launched_by ?? ""}
        any={words.tasks.anybody}
        options={[
          ["me", words.tasks.me],
          ["autopilot", words.tasks.autopilot],
          ...[...people].sort((a, b) => a[1].localeCompare(b[1])),
        ]}
        onChange={(launched_by) => go({ launched_by })}
      />
      <Subject value={filter.subject ?? ""} onChange={(subject) => go({ subject })} />
      {Object.keys(filter).length > 0 && (
        <Button look="quiet" onClick={() => route("/tasks", true)}>
          {words.tasks.clearFilters}
        </Button>
      )}
    </search>
  );
}

function Choice({
  label,
  value,
  any,
  options,
  onChange,
}: {
  label: string;
  value: string;
  any: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string | undefined) => void;
}) {
  const id = useId();
  const known = !value || options.some(([name]) => name === value);
  return (
    <div class="filter">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      >
        <option value="">{any}</option>
        {!known && <option value={value}>{value}</option>}
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

function Subject({
  value,
  onChange,
}: {
  value: string;
  onChange: (value: string | undefined) => void;
}) {
  const id = useId();
  const typed = useSignal(value);
  useEffect(() => {
    typed.value = value;
  }, [value, typed]);
  const send = () => {
    const subject = subjectOf(typed.value);
    if ((subject ?? "") !== value) onChange(subject);
  };
  return (
    <form
      class="filter"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label for={id}>{words.tasks.subject}</label>
      <input
        id={id}
        value={typed.value}
        placeholder={words.tasks.subjectHint}
        autocomplete="off"
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
        onBlur={send}
      />
    </form>
  );
}
