// An agent's own telephone calls: counted from the hello on, however often the stream is told again.
import { describe, expect, test } from "vitest";
import type { Frame } from "../../../shared/console.gen";
import type { Action } from "./action";
import { onPhone } from "./load";
import { reduceAll } from "./reduce";
import { EMPTY } from "./state";

const hello = (agentSeq: number, voice: number) =>
  ({
    type: "hello", connectionId: "c", workspace: "demo", agent: "anna", name: "Anna", role: "agent", heartbeatEvery: 10_000, ready: true,
    capacity: 3, load: 0, capacities: { chat: 3 }, loads: voice ? { voice } : {}, breakReasons: [], wrapUpCodes: [], agentSeq, position: 5,
  }) satisfies Frame;
const joined = (call: string, seq: number): Frame => ({ type: "call_joined", call, seq });
const left = (call: string, seq: number): Frame => ({ type: "call_left", call, seq });
const after = (frames: Frame[]) => reduceAll(EMPTY, frames.map((frame): Action => ({ do: "heard", frame, at: 0 })));

describe("the telephone", () => {
  test("who joins a call is on the telephone until they have left the last", () => {
    const frames = [hello(10, 0), joined("1", 11), joined("2", 12), left("1", 13), left("2", 14)];
    const calls = frames.map((_, place) => onPhone(after(frames.slice(0, place + 1))));
    expect(calls).toEqual([0, 1, 2, 1, 0]);
  });

  test("who comes in amid a call is in it, and one who comes back hears nothing twice", () => {
    expect(onPhone(after([hello(10, 1)]))).toBe(1);
    const back = [hello(10, 0), joined("1", 11), joined("1", 11), hello(13, 1), left("1", 12), joined("2", 13)];
    expect(onPhone(after(back))).toBe(1);
    expect(onPhone(after([...back, left("2", 14)]))).toBe(0);
    expect(onPhone(after([hello(10, 0), left("1", 11)]))).toBe(0);
  });
});
