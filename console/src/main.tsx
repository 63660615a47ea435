import { render } from "preact";
import { openApi } from "./api/client";
import { App } from "./app";
import { openSession } from "./auth/open";
import { loadConfig } from "./config";

async function start(root: HTMLElement): Promise<void> {
  const config = await loadConfig();
  const session = await openSession(config);
  if (!session.user()) return session.signIn();
  render(<App api={openApi(config.api_url, session)} session={session} />, root);
}

const root = document.getElementById("app");
if (root) await start(root);
