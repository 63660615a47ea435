import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { answerOf, Unreachable } from "../api/answer";
import type { Credential, Permission } from "../api/types";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { FieldFrame, focusFirstProblem } from "../design/field";
import { Callout, ErrorCallout } from "../design/messages";
import { refusalOf } from "../launch/refusal";
import type { Problems } from "../launch/values";
import { useServices } from "../services";
import { words } from "../words";
import { Ticks } from "./ticks";
import { permissionText } from "./told";

const say = words.programs;
const PERMISSIONS = Object.keys(words.permissions) as Permission[];

export type Made = Credential & { readonly key: string };

/** Makes a login for a program. */
export function AddDialog({
  onUnsure,
  onClose,
}: {
  /** No answer came: whether there is a new one is to be seen in the list. */
  onUnsure: () => void;
  onClose: (made: Made | null) => void;
}) {
  const { api } = useServices();
  const form = useRef<HTMLFormElement>(null);
  const name = useSignal("");
  const permissions = useSignal<Permission[]>([]);
  const problems = useSignal<Problems>({});
  const failure = useSignal<unknown>(null);
  const busy = useSignal(false);
  const make = async () => {
    problems.value = name.value.trim() ? {} : { name: words.fieldErrors.required };
    failure.value = null;
    if (problems.value.name) return focusFirstProblem(form.current);
    busy.value = true;
    try {
      const body = { name: name.value.trim(), permissions: permissions.value };
      onClose(answerOf(await api.POST("/v1/credentials", { body })));
      return;
    } catch (error) {
      if (error instanceof Unreachable) onUnsure();
      const said = refusalOf(error, ["name", "permissions"]);
      problems.value = said.problems;
      failure.value = said.rest;
      focusFirstProblem(form.current);
    }
    busy.value = false;
  };
  return (
    <Dialog title={say.createTitle} onClose={() => onClose(null)}>
      <form
        ref={form}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy.value) void make();
        }}
      >
        <FieldFrame
          id="program-name"
          label={say.name}
          hint={say.nameHint}
          problem={problems.value.name || undefined}
          required
        >
          {(wired) => (
            <input
              {...wired}
              data-first
              maxLength={100}
              autocomplete="off"
              value={name.value}
              onInput={(event) => {
                name.value = event.currentTarget.value;
              }}
            />
          )}
        </FieldFrame>
        <Ticks
          id="program-permissions"
          label={say.permissions}
          all={PERMISSIONS}
          text={permissionText}
          chosen={permissions.value}
          problem={problems.value.permissions || undefined}
          onChange={(chosen) => {
            permissions.value = chosen;
          }}
        />
        {failure.value instanceof Unreachable ? (
          <Callout tone="error">{say.lost}</Callout>
        ) : (
          failure.value !== null && <ErrorCallout error={failure.value} />
        )}
        <DialogActions>
          <Button onClick={() => onClose(null)}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={busy.value}>
            {busy.value ? say.going : say.go}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
