import { expect, test } from "vitest";
import type { WaitsLine } from "../../../shared/console.gen";
import { hundredths, level } from "./level";

const NOW = Date.parse("2026-05-04T12:00:00Z");
const NONE = { inTime: 0, late: 0, gaveUp: 0, goneSoon: 0 };

/** Waits that ended in the slice that began so many minutes ago. */
function ago(minutes: number, counts: Partial<WaitsLine>): WaitsLine {
  return { ...NONE, ...counts, from: new Date(NOW - minutes * 60_000).toISOString() };
}

test.each<[string, WaitsLine[], [number, number, number], number | null]>([
  ["nobody", [], [0, 0, 0], null],
  ["only such as gave up at once", [ago(1, { goneSoon: 3 })], [0, 0, 3], null],
  ["some in time, some late", [ago(1, { inTime: 3 }), ago(20, { late: 1 })], [3, 4, 0], 75],
  ["some who gave up late", [ago(1, { inTime: 2, gaveUp: 1, goneSoon: 1 })], [2, 3, 2], 66],
  ["an hour ago", [ago(60, { late: 9 }), ago(59, { inTime: 1 })], [1, 1, 0], 100],
  ["nearly everybody is not everybody", [ago(1, { inTime: 999, late: 1 })], [999, 1_000, 0], 99],
])("%s", (_, slices, [inTime, of, gaveUp], share) => {
  expect(level(slices, NOW)).toEqual({ inTime, of, gaveUp });
  expect(hundredths(level(slices, NOW))).toBe(share);
});
