/** How long to wait before the next try: exponential with full jitter, so that a restarted server is not overrun. */

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

export function backoff(tries: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries);
  return Math.round(ceiling / 4 + random() * ceiling * 0.75);
}
