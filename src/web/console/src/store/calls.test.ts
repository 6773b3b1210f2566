// The call board's lines: the newest of each call, in the order they are wanted, and no more of the past than is kept.
import { describe, expect, test } from "vitest";
import type { CallLine, Frame } from "../../../shared/console.gen";
import { callLines } from "./calls";
import { reduceAll } from "./reduce";
import { EMPTY, type State } from "./state";

const line = (call: string, state: CallLine["state"], second: number, more: Partial<CallLine> = {}): CallLine => ({
  call, state, direction: "inbound", ourNumber: null, theirNumber: null, queue: null, providerQueue: null, actors: [], recordings: [],
  abandoned: false, lostSight: false, since: at(second), createdAt: at(0), updatedAt: at(second), ...more,
});
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString();
const heard = (lines: CallLine[], from: State = EMPTY) =>
  reduceAll(from, lines.map((row) => ({ do: "heard" as const, frame: { type: "call", position: 1, row } satisfies Frame, at: 0 })));
const names = (state: State, filter = {}) => callLines(state.calls, { state: null, queue: "", text: "", ...filter }).map(({ call }) => call);

describe("the call board", () => {
  test("who waits longest is on top, and what is over is last, the latest first", () => {
    const state = heard([
      line("talks", "ongoing", 1), line("over", "finished", 9), line("waits", "waiting", 5), line("waits longer", "waiting", 2),
      line("over later", "finished", 10), line("comes", "new", 3),
    ]);
    expect(names(state)).toEqual(["waits longer", "waits", "comes", "talks", "over later", "over"]);
  });

  test("a line is replaced by the next, and one that is gone is gone", () => {
    const state = heard([line("1", "new", 0), line("1", "ongoing", 4)]);
    expect(state.calls.get("1")?.state).toBe("ongoing");
    const gone = reduceAll(state, [{ do: "heard", frame: { type: "call_gone", position: 2, call: "1" }, at: 0 }]);
    expect(gone.calls.size).toBe(0);
  });

  test("filters are joined by and", () => {
    const state = heard([
      line("1", "waiting", 1, { queue: "support", theirNumber: "********123" }),
      line("2", "waiting", 2, { providerQueue: "900", actors: [{ name: "Maria", extension: null, agent: "maria", since: at(2) }] }),
      line("3", "ongoing", 3, { queue: "support" }),
    ]);
    expect(names(state, { queue: "support" })).toEqual(["1", "3"]);
    expect(names(state, { queue: "support", state: "ongoing" })).toEqual(["3"]);
    expect(names(state, { queue: "900" })).toEqual(["2"]);
    expect(names(state, { text: "MARIA" })).toEqual(["2"]);
    expect(names(state, { text: "123" })).toEqual(["1"]);
  });

  test("of thousands that are over the latest are kept, and of those that are not all", () => {
    const over = Array.from({ length: 1_000 }, (_, place) => line(`over ${place}`, "finished", place));
    const open = Array.from({ length: 300 }, (_, place) => line(`open ${place}`, "ongoing", place));
    const state = heard([...over, ...open]);
    expect(state.calls.size).toBe(500);
    expect(state.calls.has("over 999") && !state.calls.has("over 799")).toBe(true);
  });
});
