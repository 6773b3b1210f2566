// How long to wait before the next try: longer each time, and never all consoles at once.

const FIRST = 400;
const LONGEST = 15_000;

/** Milliseconds before try `tries` (from 1), with `random` in [0, 1). */
export function backoff(tries: number, random: number): number {
  const most = Math.min(LONGEST, FIRST * 2 ** Math.min(tries - 1, 10));
  return Math.round(most / 2 + (most / 2) * random);
}
