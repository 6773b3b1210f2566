// The reducer by its rules: what is read twice, what is missing, what goes out.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Frame } from "../../../shared/console.gen";
import type { Action } from "./action";
import { reduce, reduceAll } from "./reduce";
import { lines, mine, unseen } from "./select";
import { EMPTY, type State } from "./state";

const S = "018f6b1e-7c3a-7000-8000-0000000000a7";
const hello = {
  type: "hello", connectionId: "c", workspace: "demo", agent: "anna", name: "Anna", role: "agent", heartbeatEvery: 10_000, ready: true,
  capacity: 3, load: 0, capacities: { chat: 3 }, loads: {}, breakReasons: [], wrapUpCodes: [], agentSeq: 10, position: 5,
} satisfies Frame;
const heard = (frame: Frame, at = 0): Action => ({ do: "heard", frame, at });
const event = (seq: number, text = `word ${seq}`, actor = "customer"): Frame => ({
  type: "event", session: S, seq, public: seq, at: "2026-01-01T00:00:00.000Z", actor,
  event: actor === "customer" ? { kind: "message_received" } : { kind: "agent_said", agent: actor.slice(6) },
  content: { text },
});
const row = (session: string, position: number, agent: string | null = "anna"): Frame => ({
  type: "row", position,
  row: {
    session, platform: "p", customer: "u", standing: agent ? "agent" : "queued", queue: "q", agent, presence: "present", channel: "chat",
    since: "2026-01-01T00:00:00.000Z", openedAt: "2026-01-01T00:00:00.000Z",
  },
});
const begun = reduceAll(EMPTY, [heard(hello), { do: "opening", session: S }]);
const say = (id: string): Action => ({ do: "said", command: { type: "say", id, session: S, text: "Hello" }, at: 1 });
const texts = (state: State) => state.open.get(S)?.events.map((told) => told.content?.text);

describe("a conversation", () => {
  test("whatever is repeated or comes again after a break, each event is there once and in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.array(fc.nat({ max: 29 }), { maxLength: 60 }), (count, again) => {
        const stream = Array.from({ length: count }, (_, place) => place + 1);
        // The stream, with replays from any number on put in between.
        const replay = (place: number) => (again[place] === undefined ? [] : stream.slice(Math.min(again[place], place), place + 1));
        const frames = stream.flatMap((seq, place) => [seq, ...replay(place)]);
        const state = reduceAll(begun, frames.map((seq) => heard(event(seq))));
        expect(texts(state)).toEqual(stream.map((seq) => `word ${seq}`));
        expect(state.open.get(S)?.gap).toBe(false);
      }),
    );
  });

  test("one that went out of sight is marked until something is heard of it again", () => {
    const gone: Frame = { type: "gone", position: 9, session: S };
    const seen = (...frames: Frame[]) => reduceAll(begun, frames.map((frame) => heard(frame))).open.get(S)?.isOutOfSight;
    expect([seen(event(1)), seen(event(1), gone), seen(event(1), gone, row(S, 10)), seen(event(1), gone, row(S, 10), event(2))]).toEqual([
      false, true, true, false,
    ]);
  });

  test("what is missing is noted, nothing is shown out of order, and reading again mends it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 1, max: 18 }), (count, lost) => {
        const missing = Math.min(lost, count - 1);
        const stream = Array.from({ length: count }, (_, place) => place + 1);
        const holed = reduceAll(begun, stream.filter((seq) => seq !== missing).map((seq) => heard(event(seq))));
        expect(holed.open.get(S)).toMatchObject({ seq: missing - 1, gap: true });
        const whole = reduceAll(holed, stream.slice(missing - 1).map((seq) => heard(event(seq))));
        expect(texts(whole)).toEqual(stream.map((seq) => `word ${seq}`));
        expect(whole.open.get(S)?.gap).toBe(false);
      }),
    );
  });

  test("all at once is the same as one by one, and what was is left as it was", () => {
    const actions = [event(1), row(S, 7), event(2), event(2), row("other", 8, null)].map((frame) => heard(frame));
    const frozen = structuredClone(begun);
    expect(reduceAll(begun, actions)).toEqual(actions.reduce(reduce, begun));
    expect(begun).toEqual(frozen);
  });

  test("what the customer types is gone once they have said it", () => {
    const typing = heard({ type: "typing", session: S, party: "customer", on: true, preview: "Hel" }, 5);
    const writing = reduceAll(begun, [typing]);
    expect(writing.open.get(S)?.typing["customer"]).toEqual({ party: "customer", at: 5, preview: "Hel" });
    expect(reduce(writing, heard(event(1))).open.get(S)?.typing).toEqual({});
  });

  test("one's own word is no news, but does not make an unseen one before it seen", () => {
    const seen = reduceAll(begun, [heard(event(1)), { do: "seen", session: S, seq: 1 }, heard(event(2, "mine", "agent:anna"))]);
    expect(seen.seen[S]).toBe(2);
    const unread = reduceAll(seen, [heard(event(3)), heard(event(4, "mine", "agent:anna"))]);
    expect(unread.seen[S]).toBe(2);
    expect(unseen(unread.open.get(S), 2, "anna")).toBe(1);
  });
});

describe("a word on its way", () => {
  test("is pending, stored, and gone once its event is there", () => {
    const pending = reduce(begun, say("c1"));
    expect(pending.outgoing[0]?.is).toBe("pending");
    const stored = reduce(pending, heard({ type: "ack", id: "c1", seq: 1 }));
    expect(stored.outgoing[0]?.is).toBe("stored");
    expect(stored.pending.size).toBe(0);
    expect(reduce(stored, heard(event(1, "Hello", "agent:anna"))).outgoing).toEqual([]);
  });

  test("is never shown twice, whichever of ack and event comes first", () => {
    const first = reduceAll(begun, [say("c1"), heard(event(1, "Hello", "agent:anna")), heard({ type: "ack", id: "c1", seq: 1 })]);
    expect(first.outgoing).toEqual([]);
    expect(texts(first)).toEqual(["Hello"]);
  });

  test("is said again under the same id, and is one word", () => {
    const twice = reduceAll(begun, [say("c1"), say("c1")]);
    expect(twice.outgoing).toHaveLength(1);
    expect([...twice.pending.keys()]).toEqual(["c1"]);
  });

  test("that was refused stays, with the reason, and can be tried again", () => {
    const failed = reduceAll(begun, [say("c1"), heard({ type: "refused", id: "c1", code: "not_serving", detail: "" })]);
    expect(failed.outgoing[0]).toMatchObject({ is: "failed", code: "not_serving", text: "Hello" });
    expect(failed.notices).toEqual([]);
    expect(reduce(failed, { do: "retry", id: "c1" }).outgoing[0]?.is).toBe("pending");
  });

  test("that a reload interrupted is pending again", () => {
    const kept = reduce(begun, say("c1")).outgoing;
    const restored = reduceAll(begun, [{ do: "restore", outgoing: [...kept], drafts: {}, seen: {} }]);
    expect(restored.pending.get("c1")).toMatchObject({ type: "say", text: "Hello" });
  });
});

describe("the agent's own stream", () => {
  const offer: Frame = { type: "offer", offer: "q:1", session: S, queue: "q", since: "2026-01-01T00:00:00Z", acceptBy: "2026-01-01T00:01:00Z", seq: 11 };

  test("an offer stands until it ends, also when both are told again", () => {
    const offered = reduceAll(begun, [heard(offer, 3), heard(offer, 9)]);
    expect(offered.offers["q:1"]?.heardAt).toBe(3);
    const ended = reduceAll(offered, [heard({ type: "offer_ended", offer: "q:1", session: S, why: "expired", seq: 12 })]);
    expect(ended.offers).toEqual({});
    expect(ended.agentSeq).toBe(12);
  });

  test("after a break only what still stands is offered, though its number is old", () => {
    const offered = reduceAll(begun, [heard(offer)]);
    const back = reduceAll(offered, [heard({ ...hello, agentSeq: 11 })]);
    expect(back.offers).toEqual({});
    expect(Object.keys(reduce(back, heard(offer)).offers)).toEqual(["q:1"]);
  });

  test("what is older than what is known changes nothing", () => {
    const late = reduce(begun, heard({ type: "state", ready: false, since: "", seq: 9 }));
    expect(late.me?.ready).toBe(true);
  });

  test("a session that ended is written up, and one that is assigned anew is not", () => {
    const ended = reduceAll(begun, [heard({ type: "session_ended", session: S, why: "done", wrapUpUntil: "2026-01-01T00:01:00Z", seq: 11 })]);
    expect(ended.wrapUps[S]).toMatchObject({ until: "2026-01-01T00:01:00Z", why: "done" });
    expect(reduce(ended, heard({ type: "assigned", offer: "q:2", session: S, seq: 12 })).wrapUps).toEqual({});
  });
});

describe("the list", () => {
  test("is the newest line of each session, whatever comes again", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 5 }), fc.boolean()), { maxLength: 40 }), (changes) => {
        const frames = changes.map(([number, isThere], place): Frame =>
          isThere ? row(`s${number}`, place + 6) : { type: "gone", position: place + 6, session: `s${number}` },
        );
        const state = reduceAll(begun, frames.map((frame) => heard(frame)));
        const expected = new Set<string>();
        for (const [number, isThere] of changes) {
          if (isThere) expected.add(`s${number}`);
          else expected.delete(`s${number}`);
        }
        expect(new Set(state.rows.keys())).toEqual(expected);
        expect(state.position).toBe(changes.length + 5);
      }),
    );
  });

  test("a line that says the same again is the same line, so nothing is drawn anew", () => {
    const first = reduce(begun, heard(row(S, 6)));
    expect(reduce(first, heard(row(S, 7))).rows.get(S)).toBe(first.rows.get(S));
  });

  test("mine are those I serve", () => {
    const state = reduceAll(begun, [heard(row(S, 6)), heard(row("theirs", 7, "bertil")), heard(row("waits", 8, null))]);
    expect(mine(state).map((one) => one.session)).toEqual([S]);
  });

  test("thousands of lines leave the state they came to as it was", () => {
    const frames = Array.from({ length: 5_000 }, (_, place) => heard(row(`s${place}`, place + 6, null)));
    const from = reduceAll(begun, frames.slice(0, 2));
    expect(reduceAll(from, frames).rows.size).toBe(5_000);
    expect(from.rows.size).toBe(2);
  });
});

test("signing out leaves nothing of anybody", () => {
  const used = reduceAll(begun, [heard(row(S, 6)), heard(event(1)), { do: "draft", session: S, text: "secret" }, say("c1")]);
  expect(reduce(used, { do: "sign_out" })).toEqual(EMPTY);
});

describe("a search", () => {
  test("also finds running sessions the server found by what was said, as long as it is the same search", () => {
    const there = reduceAll(begun, [heard(row(S, 1)), { do: "found", sessions: [S], by: "Invoice" }]);
    const found = (search: string) => lines(there, "mine", search).length;
    expect([found("invoice"), found(" Invoice"), found("invoices"), found("nothing"), found("")]).toEqual([1, 1, 0, 0, 1]);
  });
});
