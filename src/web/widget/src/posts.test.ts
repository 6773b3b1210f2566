import { expect, test } from "vitest";
import { toFrame, toPage } from "./posts.ts";

test("s30: what has another shape is not heard", () => {
  for (const odd of [null, 1, "show", [], ["show"], {}, { switchboard: "shown" }, { switchboard: "identify" }]) {
    expect(toFrame(odd)).toBeUndefined();
    expect(toPage(odd)).toBeUndefined();
  }
  expect(toFrame({ switchboard: "identify", token: { toString: "x" } })).toBeUndefined();
  expect(toFrame({ switchboard: "page", url: "javascript:1", title: "" })).toBeUndefined();
  expect(toFrame({ switchboard: "page", url: `https://a.example/${"a".repeat(2_000)}`, title: "" })).toBeUndefined();
  expect(toPage({ switchboard: "news", unread: "1", underWay: true })).toBeUndefined();
  expect(toPage({ switchboard: "event", name: "__proto__", detail: {} })).toBeUndefined();
});

test("s30: what is heard has nothing beside its shape", () => {
  expect(toFrame({ switchboard: "show", extra: 1 })).toEqual({ switchboard: "show" });
  expect(toFrame({ switchboard: "identify", token: "t" })).toEqual({ switchboard: "identify", token: "t" });
  const page = { switchboard: "page", url: "https://a.example/b", title: "c" };
  expect(toFrame({ ...page, title: "c".repeat(300), extra: 1 })).toEqual({ ...page, title: "c".repeat(200) });
  expect(toPage({ switchboard: "news", unread: 2, underWay: true })).toEqual({
    switchboard: "news",
    unread: 2,
    underWay: true,
  });
  expect(toPage({ switchboard: "event", name: "rated", detail: { score: 5, odd: {} } })).toEqual({
    switchboard: "event",
    name: "rated",
    detail: { score: 5 },
  });
});
