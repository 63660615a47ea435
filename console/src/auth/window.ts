const CHANNEL = "legwork.signed-in-again";
const FEATURES = "popup,width=480,height=640";

/**
 * Show the hosted sign-in in a small window over the page.
 * Answers the address that it led back to, or null where no window may be opened. It takes as long
 * as the person does; asking again brings the window back.
 */
export async function askInWindow(address: Promise<string>): Promise<string | null> {
  // At once, while the browser remembers that somebody has pressed a button.
  const opened = window.open("", CHANNEL, FEATURES);
  if (!opened) return null;
  const leadsTo = await address;
  const answer = answered(stateOf(leadsTo));
  opened.location.href = leadsTo;
  opened.focus();
  return answer;
}

/** In the small window: tell the page where the sign-in has led to, and go. */
export function answerPage(): void {
  new BroadcastChannel(CHANNEL).postMessage(location.href);
  window.close();
}

/**
 * Where the sign-in that was begun with a state has led to.
 * Asked for over a channel, not by `window.opener`, which the pages of a user pool may cut; all tabs
 * of the console hear it, and each waits for its own.
 */
function answered(state: string | null): Promise<string> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<string>) => {
      if (stateOf(data) !== state) return;
      channel.close();
      resolve(data);
    };
  });
}

function stateOf(address: string): string | null {
  return new URL(address).searchParams.get("state");
}
