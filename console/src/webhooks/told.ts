import type { Delivery, Webhook, WebhookEvent } from "../api/types";
import { human, time } from "../format";
import { words } from "../words";

const say = words.webhooks;

/** An event in words; one that this page does not know, by its name. */
export function eventText(event: WebhookEvent): string {
  return say.names[event] ?? human(event.replaceAll(".", " "));
}

/** How a webhook stands, and how it is marked. */
export function standing(webhook: Webhook): { tone: string; text: string } {
  if (!webhook.enabled) {
    return { tone: webhook.disabled_because ? "error" : "quiet", text: say.disabled };
  }
  if (webhook.failing_since) return { tone: "warning", text: say.failing };
  return { tone: "good", text: say.enabled };
}

const TONES: Record<Delivery["state"], string> = {
  pending: "live",
  delivered: "good",
  failed: "error",
  dropped: "quiet",
};

/** What became of a delivery, and how it is marked. */
export function became(delivery: Delivery): { tone: string; text: string } {
  const { state } = delivery;
  if (state === "pending" && delivery.tries.length > 0) return { tone: "warning", text: say.again };
  return { tone: TONES[state] ?? "quiet", text: say.states[state] ?? state };
}

/** One try: when, and what was answered. */
export function tryText({ at, status, problem }: Delivery["tries"][number]): string {
  const came = status === null ? (problem ?? say.noAnswer) : say.answered(status);
  return `${time(at)}: ${came}`;
}

/** Tried so soon that it is worth waiting for. */
const SOON_MS = 15_000;

/** Whether something will become of one of them in a moment. */
export function isUnderWay(deliveries: readonly Delivery[], now: number): boolean {
  return deliveries.some(
    ({ state, next_at }) =>
      state === "pending" && next_at !== null && Date.parse(next_at) - now < SOON_MS,
  );
}

/** Those that are shown, as they are by now. None comes and none goes: rows stay where they are. */
export function asTheyAre(
  shown: readonly Delivery[],
  fresh: readonly Delivery[],
): readonly Delivery[] {
  const now = new Map(fresh.map((one) => [one.id, one]));
  return shown.map((one) => now.get(one.id) ?? one);
}

/** The JSON of a body with a line for each thing; what is no JSON as it is. */
export function laidOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
