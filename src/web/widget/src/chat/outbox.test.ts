import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Keeping, type Unsent } from "../keeping.ts";
import { Outbox } from "./outbox.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A storage two tabs share. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    length: 0,
    clear: () => kept.clear(),
    key: () => null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}

function tab(shared: Storage) {
  const sent: string[] = [];
  const settled: string[] = [];
  const outbox = new Outbox(new Keeping("demo", shared), {
    send: ({ id }: Unsent) => void sent.push(id),
    stored: ({ id }) => void settled.push(id),
    refused: (id, code) => void settled.push(`${id} ${code}`),
  });
  return { outbox, sent, settled };
}

test("messages go one after another, and each is kept until it is answered", () => {
  const { outbox, sent, settled } = tab(storage());
  outbox.add({ id: "a", text: "1" });
  outbox.add({ id: "b", text: "2" });
  expect(sent).toEqual(["a"]);
  expect(outbox.answered({ type: "ack", id: "a", seq: 1 })).toBe(true);
  expect([sent, settled]).toEqual([["a", "b"], ["a"]]);
  expect(outbox.unsent.map(({ id }) => id)).toEqual(["b"]);
  expect(outbox.answered({ type: "ack", id: "somebody else's" })).toBe(false);
});

test("after a break and after a reload the same is sent again under the same id", () => {
  const shared = storage();
  const before = tab(shared);
  before.outbox.add({ id: "a", text: "1" });
  const after = tab(shared);
  after.outbox.resend();
  expect(after.sent).toEqual(["a"]);
  after.outbox.answered({ type: "ack", id: "a", seq: 1 });
  before.outbox.resend();
  expect(before.sent, "the other tab saw to it").toEqual(["a"]);
});

test("not now is tried again after its time; never is told", () => {
  const { outbox, sent, settled } = tab(storage());
  outbox.add({ id: "a", text: "1" });
  outbox.answered({ type: "refused", id: "a", code: "rate_limited", detail: "", retryAfter: 3 });
  vi.advanceTimersByTime(2_999);
  expect(sent).toEqual(["a"]);
  vi.advanceTimersByTime(1);
  expect(sent).toEqual(["a", "a"]);
  outbox.answered({ type: "refused", id: "a", code: "text_too_long", detail: "" });
  expect([settled, outbox.unsent]).toEqual([["a text_too_long"], []]);
});
