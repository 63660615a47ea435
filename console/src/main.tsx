import { render } from "preact";
import { openApi } from "./api/client";
import { App } from "./app";
import { openSession } from "./auth/open";
import { loadConfig } from "./config";
import { Callout } from "./design/messages";
import { Kinds } from "./launch/kinds";
import { Bell } from "./notifications/bell";
import "./shell/theme";
import { words } from "./words";

async function start(root: HTMLElement): Promise<void> {
  const config = await loadConfig();
  const session = await openSession(config);
  if (!session.user()) return session.signIn();
  const api = openApi(config.api_url, session);
  const services = { api, session, config, kinds: new Kinds(api), bell: new Bell(api) };
  render(<App services={services} />, root);
}

const root = document.getElementById("app");
if (root) {
  start(root).catch(() =>
    render(
      <main class="standalone">
        <Callout tone="error">{words.trouble.noConfig}</Callout>
      </main>,
      root,
    ),
  );
}
