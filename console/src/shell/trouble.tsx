import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../design/button";
import { Dialog, DialogActions } from "../design/dialog";
import { Icon } from "../design/icon";
import { announce } from "../live/announcer";
import { reachable } from "../live/health";
import { useServices } from "../services";
import { words } from "../words";

/** Says once that the API cannot be reached, for as long as that is so. */
export function OutageBanner() {
  const was = useRef(true);
  const up = reachable.value;
  useEffect(() => {
    if (up && !was.current) announce(words.trouble.backAgain);
    was.current = up;
  }, [up]);
  return (
    <div role="alert" class="outage-place">
      {!up && (
        <p class="outage">
          <Icon name="warning" />
          {words.trouble.down}
        </p>
      )}
    </div>
  );
}

/** Says that the session has ended. The page stays as it is, with all that was typed. */
export function SessionDialog() {
  const { session } = useServices();
  const ended = useSignal(false);
  useEffect(
    () =>
      session.onEnded(() => {
        ended.value = true;
      }),
    [session, ended],
  );
  const signIn = async () => {
    await session.signIn();
    ended.value = false;
  };
  if (!ended.value) return null;
  return (
    <Dialog
      title={words.trouble.ended}
      onClose={() => {
        ended.value = false;
      }}
    >
      <p>{words.trouble.endedText}</p>
      <DialogActions>
        <Button look="primary" onClick={() => void signIn()} data-first>
          {words.trouble.signIn}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
