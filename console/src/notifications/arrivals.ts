interface WithId {
  readonly id: string;
}

/**
 * Which of the unread notifications came since the last look. At the first look none did: what was
 * unread before the page was opened is in the bell, and is not called out again.
 */
export function arrivals<T extends WithId>(
  seen: ReadonlySet<string> | null,
  unread: readonly T[],
): { fresh: T[]; seen: ReadonlySet<string> } {
  const ids = new Set([...(seen ?? []), ...unread.map(({ id }) => id)]);
  return { fresh: seen ? unread.filter(({ id }) => !seen.has(id)) : [], seen: ids };
}
