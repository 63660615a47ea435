/** What a deployment of the console is told: `/config.json` next to the page. */
export interface Config {
  /** Base of the HTTPS API, without a slash at the end. */
  readonly api_url: string;
  /** The issuer of the tokens: the address of the user pool. */
  readonly authority: string;
  readonly client_id: string;
  /** Where the hosted sign-in is: an address without a slash at the end. */
  readonly sign_in_domain: string;
  readonly stage: string;
}

/** Read it; rejects when it is not there or is not what it should be. */
export async function loadConfig(): Promise<Config> {
  const answer = await fetch("/config.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error(`config.json: ${answer.status}`);
  const read = (await answer.json()) as Config;
  if (typeof read.api_url !== "string") throw new Error("config.json names no api_url");
  return read;
}
