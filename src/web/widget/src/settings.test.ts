import { expect, test } from "vitest";
import { wordsOn } from "./look.ts";
import { settings } from "./settings.ts";
import { filled, language, minutes } from "./words/index.ts";
import { ar } from "./words/ar.ts";
import { en } from "./words/en.ts";
import { sv } from "./words/sv.ts";

test("only an origin spelt as browsers do is one to talk to", () => {
  const page = (text: string) => settings(`?page=${encodeURIComponent(text)}`).page;
  expect(page("https://www.example.org")).toBe("https://www.example.org");
  for (const odd of ["https://www.example.org/", "*", "null", "javascript:alert(1)", "", "https://a.org:443"]) {
    expect(page(odd), odd).toBeUndefined();
  }
});

test("what is no colour and no theme is not taken", () => {
  expect(settings("?color=red;x&theme=pink&platform=p")).toMatchObject({ color: undefined, theme: "auto", platform: "p" });
  expect(settings("?color=%23AbCdEf&theme=dark")).toMatchObject({ color: "#AbCdEf", theme: "dark" });
});

test("words on a site's colour can be read", () => {
  expect(wordsOn("#ffffff")).toBe("#10131a");
  expect(wordsOn("#ffd400")).toBe("#10131a");
  expect(wordsOn("#2f5bea")).toBe("#ffffff");
  expect(wordsOn("#000000")).toBe("#ffffff");
});

test("the first language there are words in is spoken, in its direction", () => {
  expect(language(["fi", "sv-SE", "en"])).toMatchObject({ of: "sv", tag: "sv-SE", direction: "ltr" });
  expect(language(["ar"])).toMatchObject({ of: "ar", direction: "rtl" });
  expect(language([])).toMatchObject({ of: "en", direction: "ltr" });
});

test("every language fills in the same names", () => {
  const names = (text: unknown) => [...String(text).matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
  for (const words of [sv, ar]) {
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(names(words[key]), key).toEqual(names(en[key]));
    }
    expect(words.scores).toHaveLength(5);
    expect(Object.keys(words.codes)).toEqual(Object.keys(en.codes));
  }
  expect(filled("{a} and {b}", { a: 1 })).toBe("1 and {b}");
  expect([minutes(en, 10_000), minutes(en, 150_000)]).toEqual(["a minute", "3 minutes"]);
});
