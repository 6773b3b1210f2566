// Every language says everything, with the same places in it.

import { describe, expect, test } from "vitest";
import { LANGUAGES, type Key } from "./languages";

const english = LANGUAGES["en"]?.catalogue ?? ({} as Record<Key, string>);
const places = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe.each(Object.keys(LANGUAGES))("in %s", (tag) => {
  const said = LANGUAGES[tag]?.catalogue ?? english;

  test("there is a word for everything, and none that nobody asks for", () => {
    expect(Object.keys(said).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(said).filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  test("the places to be filled in are the English ones", () => {
    const others = Object.entries(said).filter(([key, text]) => places(text).join() !== places(english[key as Key]).join());
    expect(others).toEqual([]);
  });
});
