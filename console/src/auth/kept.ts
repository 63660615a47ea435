/** What this tab keeps of a sign-in. */
export interface Kept {
  readonly idToken: string;
  readonly refreshToken: string;
  /** When the ID token ends, by this machine's own clock: milliseconds since 1970. */
  readonly endsAt: number;
}

const KEY = "legwork.session";

/**
 * The sign-in of this tab, which outlives a reload and not the tab.
 * Why here and nowhere else: docs/decisions/0018-sign-in-of-the-console.md.
 */
export function readKept(): Kept | null {
  const text = sessionStorage.getItem(KEY);
  return text === null ? null : parse(text);
}

export function keep(kept: Kept): void {
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

export function forget(): void {
  sessionStorage.removeItem(KEY);
}

function parse(text: string): Kept | null {
  try {
    const { idToken, refreshToken, endsAt } = JSON.parse(text) as Partial<Kept>;
    if (!idToken || !refreshToken || typeof endsAt !== "number") return null;
    return { idToken, refreshToken, endsAt };
  } catch {
    return null;
  }
}
