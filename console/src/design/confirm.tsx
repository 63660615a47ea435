import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { words } from "../words";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";
import { ErrorCallout } from "./messages";

/** Asks before something is done; stays, and says why, when it could not be done. */
export function ConfirmDialog({
  title,
  children,
  look = "danger",
  act,
  onClose,
}: {
  title: string;
  children: ComponentChildren;
  look?: "danger" | "primary";
  /** What is done on yes. */
  act: () => Promise<void>;
  onClose: (done: boolean) => void;
}) {
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const yes = async () => {
    busy.value = true;
    failure.value = null;
    try {
      await act();
      onClose(true);
    } catch (error) {
      failure.value = error;
      busy.value = false;
    }
  };
  return (
    <Dialog title={title} onClose={() => onClose(false)}>
      {children}
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      <DialogActions>
        <Button onClick={() => onClose(false)} data-first>
          {words.noThanks}
        </Button>
        <Button look={look} busy={busy.value} onClick={yes}>
          {words.yes}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
