import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Intent } from "../api/intent";
import type { Permit, Receipt, Reservation, Task } from "../api/types";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { ErrorCallout } from "../design/messages";
import { money } from "../format";
import { useServices } from "../services";
import { words } from "../words";
import { billOut } from "./save";

const say = words.permits;

/** Asks before anything is billed: a bill stays. */
export function BillDialog({
  permit,
  chosen,
  onBilled,
  onClose,
}: {
  permit: Permit;
  /** Null for all that are not billed. */
  chosen: readonly Reservation[] | null;
  onBilled: (receipt: Receipt | null, task: Task | null) => void;
  onClose: () => void;
}) {
  const { api } = useServices();
  const intent = useMemo(() => new Intent(), []);
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const { total, billed } = permit.amount_cents;
  const cents = chosen ? chosen.reduce((sum, one) => sum + one.amount_cents, 0) : total - billed;
  const count = chosen?.length ?? permit.reservations.reserved;
  const yes = async () => {
    busy.value = true;
    failure.value = null;
    try {
      const ids = chosen?.map(({ id }) => id) ?? null;
      const done = await billOut(api, permit.id, ids, intent);
      if ("task" in done) onBilled(null, done.task);
      else onBilled(done.now, null);
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  return (
    <Dialog title={say.billTitle(count)} onClose={onClose}>
      <p>
        {say.billText} {say.billAnd(money(cents))}
      </p>
      {failure.value !== null && <ErrorCallout error={failure.value} />}
      <DialogActions>
        <Button onClick={onClose} data-first>
          {words.noThanks}
        </Button>
        <Button look="primary" busy={busy.value} onClick={yes}>
          {busy.value ? say.billing : words.yes}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
