import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Api } from "./api/client";
import type { Session } from "./auth/session";
import type { Config } from "./config";
import type { Kinds } from "./launch/kinds";
import type { Bell } from "./notifications/bell";

/** What the views share. */
export interface Services {
  readonly api: Api;
  readonly session: Session;
  readonly config: Config;
  readonly kinds: Kinds;
  readonly bell: Bell;
}

const Context = createContext<Services | null>(null);

export const ServicesProvider = Context.Provider;

export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error("a view outside of the console");
  return services;
}
