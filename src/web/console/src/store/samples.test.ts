// The server's own golden samples through the reducer: every frame it can send is taken, and none twice.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../../shared/console.gen";
import { reduceAll } from "./reduce";
import { EMPTY, type State } from "./state";

const folder = fileURLToPath(new URL("../../../../wire/console/samples/", import.meta.url));
const samples = readdirSync(folder)
  .filter((name) => name.endsWith(".out.json"))
  .map((name) => [name, JSON.parse(readFileSync(folder + name, "utf8")) as Frame | null] as const)
  .filter((sample): sample is readonly [string, Frame] => sample[1] !== null);
const session = "018f6b1e-7c3a-7000-8000-0000000000a7";
const hello = samples.find(([name]) => name === "welcome.out.json")?.[1] as Frame;
const begun: State = reduceAll(EMPTY, [
  { do: "heard", frame: hello, at: 0 },
  { do: "opening", session },
]);

/** A console that has read the session up to the event before this one. */
function justBefore(frame: Frame): State {
  if (frame.type !== "event") return begun;
  const conversation = begun.open.get(session);
  if (!conversation) throw new Error("it is open");
  return { ...begun, open: new Map([[session, { ...conversation, seq: frame.seq - 1 }]]) };
}

describe("golden samples", () => {
  test("there are some of every kind", () => {
    expect(new Set(samples.map(([, frame]) => frame.type)).size).toBe(28);
  });

  test.each(samples)("%s changes the state once", (_name, frame) => {
    const once = reduceAll(justBefore(frame), [{ do: "heard", frame, at: 1_000 }]);
    expect(once.me?.agent).toBe("anna");
    const twice = reduceAll(once, [{ do: "heard", frame, at: 1_000 }]);
    if (frame.type !== "refused") expect(twice).toEqual(once);
  });

  test("an event is in the conversation with what was said", () => {
    const [, frame] = samples.find(([name]) => name === "event-note-added.out.json") ?? [];
    if (frame?.type !== "event") throw new Error("a sample of an event");
    const state = reduceAll(justBefore(frame), [{ do: "heard", frame, at: 0 }]);
    expect(state.open.get(session)?.events.at(-1)?.content?.text).toBe("Moves house in May.");
  });
});
