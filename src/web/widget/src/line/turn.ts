// Whose turn it is to become known. Tabs that are opened for the very first time at once would each be given an identity
// of their own; so one asks, and the others come as who it became.

/** A tab that was put to sleep while it asked keeps nobody waiting for longer. */
const WAITS_AT_MOST = 3_000;

/** Where tabs of one browser can wait for each other: not on pages that came without TLS. */
export interface Locks {
  request(name: string, options: { signal: AbortSignal }, hold: () => Promise<void>): Promise<unknown>;
}

/** Waits for the turn; what is returned ends it, and may be called again. */
export async function turn(name: string, locks: Locks | undefined = navigator.locks): Promise<() => void> {
  if (!locks) return () => undefined;
  const patience = new AbortController();
  const late = setTimeout(() => patience.abort(), WAITS_AT_MOST);
  return new Promise((mine) => {
    const hold = () => {
      clearTimeout(late);
      return new Promise<void>((end) => mine(end));
    };
    // Refused, or not in time: it goes on without.
    locks.request(name, { signal: patience.signal }, hold).catch(() => mine(() => undefined));
  });
}
