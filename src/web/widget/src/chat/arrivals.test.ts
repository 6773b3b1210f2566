import type { Told } from "@switchboard/shared/sermo.gen.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Arrivals } from "./arrivals.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const said = (seq: number, typing?: number): Told => ({
  type: "text",
  platformId: "demo",
  userId: "u1",
  session: "s1",
  seq,
  ...(typing !== undefined && { typing }),
});

function watched() {
  const seen: (number | string)[] = [];
  const arrivals = new Arrivals({
    told: ({ seq, type }) => void seen.push(seq ?? type),
    writing: () => void seen.push("writing"),
  });
  return { seen, arrivals };
}

test("a bot's messages come one after another, each after its time, and nothing overtakes them", () => {
  const { seen, arrivals } = watched();
  arrivals.take(said(1, 1_000));
  arrivals.take(said(2, 500));
  arrivals.take(said(3));
  expect(seen).toEqual(["writing"]);
  vi.advanceTimersByTime(999);
  expect(seen).toEqual(["writing"]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual(["writing", 1, "writing"]);
  vi.advanceTimersByTime(500);
  expect(seen).toEqual(["writing", 1, "writing", 2, 3]);
});

test("what was said before one came is shown at once", () => {
  const { seen, arrivals } = watched();
  arrivals.from("s1", 2);
  arrivals.take(said(1, 5_000));
  arrivals.take(said(2, 5_000));
  expect(seen).toEqual([1, 2]);
  arrivals.take(said(3, 5_000));
  expect(seen).toEqual([1, 2, "writing"]);
});

test("no bot makes anybody wait for ever, and a break in the line shows what is left", () => {
  const { seen, arrivals } = watched();
  arrivals.take(said(1, 3_600_000));
  vi.advanceTimersByTime(10_000);
  expect(seen).toEqual(["writing", 1]);
  arrivals.take(said(2, 9_000));
  arrivals.take(said(3));
  arrivals.flush();
  expect(seen).toEqual(["writing", 1, "writing", 2, 3]);
});
