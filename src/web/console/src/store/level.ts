// The service level: of those whose wait ended within the last hour, the share who had an agent in time. The server counts
// by slices of five minutes; which of them are of the last hour is for whoever looks to say, since nothing else tells that an
// hour has passed in a queue where nothing happens.

import type { WaitsLine } from "../../../shared/console.gen";

const WINDOW = 60 * 60_000;

export interface Level {
  inTime: number;
  /** Answered at all, or gave up after the limit: what the share is of. */
  of: number;
  /** However soon. */
  gaveUp: number;
}

export function level(slices: readonly WaitsLine[], now: number): Level {
  const recent = slices.filter(({ from }) => now - Date.parse(from) < WINDOW);
  const sum = (count: (slice: WaitsLine) => number) => recent.reduce((all, slice) => all + count(slice), 0);
  return {
    inTime: sum(({ inTime }) => inTime),
    of: sum(({ inTime, late, gaveUp }) => inTime + late + gaveUp),
    gaveUp: sum(({ gaveUp, goneSoon }) => gaveUp + goneSoon),
  };
}

/** The share in whole hundredths, cut and not rounded: 100 is everybody. None where there is nobody to speak of. */
export function hundredths({ inTime, of }: Level): number | null {
  return of === 0 ? null : Math.floor((100 * inTime) / of);
}
