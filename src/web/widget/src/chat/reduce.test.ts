import type { Told } from "@switchboard/shared/sermo.gen.ts";
import { expect, test } from "vitest";
import { type Happening, reduce } from "./reduce.ts";
import { isUnderWay, nothing, type State, unread } from "./state.ts";

const who = { platformId: "demo", userId: "u1" };
const told = (seq: number, more: Partial<Told>): Happening => ({
  what: "told",
  told: { type: "text", ...who, session: "s1", seq, at: "2026-03-02T10:00:00.000Z", ...more },
});
const after = (...happenings: Happening[]): State => happenings.reduce(reduce, nothing);
const wrote = (id: string, text: string): Happening => ({ what: "wrote", unsent: { id, text }, at: "2026-03-02T10:00:00.000Z" });
const mine = (seq: number, text: string): Happening => told(seq, { direction: "inbound", text });
const anna = { id: "anna", name: "Anna", type: "human" as const };
const texts = (state: State) => state.entries.map(({ text }) => text);

test("what was told twice is shown once", () => {
  const state = after(mine(1, "hi"), told(2, { text: "hello", agent: anna }), mine(1, "hi"), told(2, { text: "hello", agent: anna }));
  expect(texts(state)).toEqual(["hi", "hello"]);
  expect(state.seq).toBe(2);
});

test("one's own words are shown once, whichever comes first: the ack, or the words themselves", () => {
  const ack: Happening = { what: "stored", id: "m1", session: "s1", seq: 1 };
  for (const order of [[ack, mine(1, "hi")], [mine(1, "hi"), ack]]) {
    const state = after(wrote("m1", "hi"), ...order);
    expect(texts(state)).toEqual(["hi"]);
    expect(state.entries[0]).toMatchObject({ sending: "stored", seq: 1, id: "m1" });
  }
});

test("the same words said twice are two lines", () => {
  const state = after(
    wrote("m1", "hi"),
    wrote("m2", "hi"),
    { what: "stored", id: "m1", session: "s1", seq: 1 },
    mine(1, "hi"),
    { what: "stored", id: "m2", session: "s1", seq: 2 },
    mine(2, "hi"),
  );
  expect(state.entries.map(({ seq }) => seq)).toEqual([1, 2]);
});

test("what is not stored yet stays below what is, and what was refused can be taken back", () => {
  const waiting = after(wrote("m1", "mine"), told(1, { text: "theirs", agent: anna }));
  expect(texts(waiting)).toEqual(["theirs", "mine"]);
  const refused = reduce(waiting, { what: "refused", id: "m1", code: "text_too_long" });
  expect(refused.entries[1]).toMatchObject({ sending: "refused", code: "text_too_long" });
  expect(texts(reduce(refused, { what: "takenBack", id: "m1" }))).toEqual(["theirs"]);
});

test("the place in line follows every word about it, and ends with an agent", () => {
  const line = after(told(1, { type: "queue_number", queueNumber: 3, estimatedWait: 60_000 }));
  expect(line.place).toEqual({ number: 3, wait: 60_000 });
  const moved = reduce(line, { what: "told", told: { type: "queue_number", ...who, queueNumber: 2 } });
  expect(moved.place).toEqual({ number: 2, wait: undefined });
  expect(reduce(moved, told(2, { type: "system_text", text: "in line", notice: "queued" })).place?.number).toBe(2);
  expect(reduce(moved, told(2, { type: "system_text", text: "Anna", notice: "assigned" })).place).toBeUndefined();
  expect(reduce(moved, told(2, { text: "hello", agent: anna })).place).toBeUndefined();
});

test("who left a message waits in no line, until somebody answers", () => {
  const left = after(mine(1, "call me"), told(2, { type: "queue_number", queueNumber: 3 }), told(3, { type: "system_text", text: "we will", notice: "message_left" }));
  expect([left.left, after(mine(1, "hi")).left]).toEqual([true, false]);
  expect(reduce(left, told(4, { text: "hello", agent: anna })).left).toBe(false);
  expect(reduce(left, told(4, { type: "system_text", text: "Anna", notice: "assigned" })).left).toBe(false);
  expect(reduce(left, told(4, { type: "system_text", text: "still", notice: "queued" })).left).toBe(true);
});

test("the next conversation begins below the former, and is counted from its own beginning", () => {
  const over = after(mine(1, "hi"), told(2, { type: "end_session", reasonText: "over" }));
  expect([over.ended?.reason, isUnderWay(over)]).toEqual(["over", false]);
  const next = reduce(over, told(1, { session: "s2", text: "hello again", agent: anna }));
  expect([next.session, next.seq, next.ended, isUnderWay(next)]).toEqual(["s2", 1, undefined, true]);
  expect(texts(next)).toEqual(["hi", "hello again"]);
});

test("unread is what others said beyond the mark", () => {
  const state = after(mine(1, "hi"), told(2, { text: "a", agent: anna }), told(3, { type: "system_text", text: "b" }), told(4, { text: "c", agent: anna }));
  expect(unread(state)).toBe(2);
  expect(unread(reduce(state, { what: "read", seq: 2 }))).toBe(1);
  expect(unread(reduce(state, { what: "read", seq: 4 }))).toBe(0);
});

test("what the server no longer knows is told anew, without what was never sent", () => {
  const state = after(mine(1, "hi"), wrote("m1", "unsent"), { what: "welcomed", session: "s9", resync: true });
  expect(texts(state)).toEqual(["unsent"]);
  expect([state.session, state.seq]).toEqual(["s9", 0]);
});

test("an event of a later version counts, and shows nothing", () => {
  const state = after(mine(1, "hi"), told(2, { type: "later" as Told["type"] }), told(3, { text: "hello", agent: anna }));
  expect([texts(state), state.seq]).toEqual([["hi", "hello"], 3]);
});

test("a place in line ends by whatever ends it: a signal, or what the hello says of a past that no words end", () => {
  const placed = told(2, { type: "queue_number", queueNumber: 3 });
  const waiting = after(mine(1, "hi"), placed);
  expect(waiting.place?.number).toBe(3);
  expect(reduce(waiting, { what: "told", told: { type: "out_of_line", ...who } }).place).toBeUndefined();
  const welcomed = (standing: string): Happening => ({ what: "welcomed", session: "s1", seq: 2, resync: false, standing });
  for (const order of [[welcomed("agent"), mine(1, "hi"), placed], [mine(1, "hi"), placed, welcomed("agent")]]) {
    expect(after(...order).place).toBeUndefined();
  }
  expect(after(welcomed("queued"), mine(1, "hi"), placed).place?.number).toBe(3);
  const later = after(welcomed("agent"), mine(1, "hi"), placed, told(3, { type: "queue_number", queueNumber: 1 }));
  expect(later.place?.number, "what comes later is news").toBe(1);
});

test("what comes late of a conversation that is over leads back to it no more", () => {
  const first = after(mine(1, "hi"), told(2, { type: "end_session" }));
  const next = [first, reduce(first, { what: "afresh" })];
  for (const state of next) {
    const moved = reduce(state, { what: "told", told: { type: "text", ...who, session: "s2", seq: 1, text: "again", direction: "inbound" } });
    const late = reduce(moved, told(3, { text: "from before", agent: anna }));
    expect([late.session, late.seq, texts(late).includes("from before")]).toEqual(["s2", 1, false]);
  }
  expect(reduce(next[1] as State, told(3, { text: "from before", agent: anna })).session).toBeUndefined();
});
