import { defineConfig } from "vitest/config";

/** While one works on the pages: the settings of the stack that `LEGWORK_API` names. */
const devSettings = {
  name: "dev-settings",
  configureServer(server: {
    middlewares: {
      use(
        path: string,
        answer: (request: unknown, response: { end(t: string): void }) => void,
      ): void;
    };
  }) {
    server.middlewares.use("/config.json", (_request, response) => {
      const settings = { api_url: process.env.LEGWORK_API, stage: "development" };
      response.end(JSON.stringify(settings));
    });
  },
};

// No inline scripts or styles in what is built: the page's Content-Security-Policy allows none.
export default defineConfig({
  plugins: [devSettings],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
  },
  // Files share a process, since none leaves anything behind: one for each takes longer to start.
  test: { include: ["tests/**/*.test.{ts,tsx}"], isolate: false },
});
