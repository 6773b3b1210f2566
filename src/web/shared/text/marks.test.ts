import { expect, test } from "vitest";
import { pieces, plainName, tame } from "./marks.ts";

test("marks that turn directions are named, and nothing else changes", () => {
  expect(pieces("plain text")).toEqual([{ text: "plain text" }]);
  expect(pieces("a\u202egnp.exe")).toEqual([{ text: "a" }, { mark: "RLO" }, { text: "gnp.exe" }]);
  expect(pieces("\u2066\u2069")).toEqual([{ mark: "LRI" }, { mark: "PDI" }]);
  expect(pieces("")).toEqual([]);
});

test("addresses of the web are told apart, and no other scheme is", () => {
  expect(pieces("see https://example.org/a?b=c. Or ask")).toEqual([
    { text: "see " },
    { address: "https://example.org/a?b=c" },
    { text: ". Or ask" },
  ]);
  expect(pieces("javascript:alert(1) data:text/html,x")).toEqual([{ text: "javascript:alert(1) data:text/html,x" }]);
  expect(pieces("https://example.org/\u202egro.live")).toEqual([
    { address: "https://example.org/" },
    { mark: "RLO" },
    { text: "gro.live" },
  ]);
  expect(pieces("https://exämple.org")).toEqual([{ address: "https://ex" }, { text: "ämple.org" }]);
});

test("a name for a title has no marks", () => {
  expect(plainName("\u202eanna\u202c ")).toBe("anna");
});

test("the same as one text, with controls that have no name, and accents upon accents cut", () => {
  expect(tame("a\u202egnp.exe")).toBe("a⟨RLO⟩gnp.exe");
  expect(tame("a\u0007b\ufeff\tc\r\nd")).toBe("a⟨0007⟩b⟨FEFF⟩\tc\r\nd");
  expect(tame(`Z${"\u0301".repeat(2_000)}`)).toBe(`Z${"\u0301".repeat(8)}`);
  expect(pieces(`Z${"\u0301".repeat(2_000)}\u0007`)).toEqual([{ text: `Z${"\u0301".repeat(8)}` }, { mark: "0007" }]);
});
