interface Told {
  readonly id: string;
  readonly task?: { readonly status: string } | null;
}

/**
 * Which of the unread notifications came since the last look. At the first look none did: what was
 * unread before the page was opened is in the bell, and is not called out again. A task that paused
 * itself and has ended since is told of twice, under the same id.
 */
export function arrivals<T extends Told>(
  seen: ReadonlySet<string> | null,
  unread: readonly T[],
): { fresh: T[]; seen: ReadonlySet<string> } {
  const all = new Set([...(seen ?? []), ...unread.map(saying)]);
  return { fresh: seen ? unread.filter((one) => !seen.has(saying(one))) : [], seen: all };
}

function saying({ id, task }: Told): string {
  return task ? `${id} ${task.status}` : id;
}
