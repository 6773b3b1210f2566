import { expect, test, vi } from "vitest";
import { type Locks, turn } from "./turn.ts";

/** As a browser's: one holds, the others wait in order; a wait that is aborted rejects. */
class OneByOne implements Locks {
  private last: Promise<unknown> = Promise.resolve();

  request(_name: string, { signal }: { signal: AbortSignal }, hold: () => Promise<void>): Promise<unknown> {
    const aborted = new Promise((_, refuse) => signal.addEventListener("abort", () => refuse(new Error("aborted"))));
    const held = Promise.race([this.last, aborted]).then(hold);
    this.last = Promise.allSettled([this.last, held]);
    return held;
  }
}

test("one after another, each when the one before has ended its turn", async () => {
  const locks = new OneByOne();
  const first = await turn("demo", locks);
  let isSecond = false;
  const second = turn("demo", locks).then((end) => ((isSecond = true), end));
  await Promise.resolve();
  expect(isSecond).toBe(false);
  first();
  first();
  await second;
  expect(isSecond).toBe(true);
});

test("nobody waits for ever for a tab that sleeps, nor where there is nothing to wait with", async () => {
  vi.useFakeTimers();
  try {
    const locks = new OneByOne();
    await turn("demo", locks);
    const second = turn("demo", locks);
    await vi.advanceTimersByTimeAsync(3_000);
    (await second)();
    (await turn("demo", { request: () => Promise.reject(new Error("forbidden")) }))();
  } finally {
    vi.useRealTimers();
  }
});
