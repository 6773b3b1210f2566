// The languages there are. Another one is a file like `sv.ts` and its line here.
import { ar } from "./ar.ts";
import { en, type Words } from "./en.ts";
import { sv } from "./sv.ts";

export type { Words };

const LANGUAGES: Record<string, Words> = { ar, en, sv };
/** Written from right to left. */
const FROM_THE_RIGHT = ["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

export interface Language {
  /** As it was asked for, for dates and numbers. */
  tag: string;
  /** The one the words are in. */
  of: string;
  words: Words;
  direction: "ltr" | "rtl";
}

/** The first wanted language there are words in; else English. */
export function language(wanted: readonly string[]): Language {
  const base = (tag: string) => tag.toLowerCase().split("-")[0] ?? "";
  const tag = wanted.find((tag) => base(tag) in LANGUAGES) ?? "en";
  const direction = FROM_THE_RIGHT.includes(base(tag)) ? "rtl" : "ltr";
  return { tag, of: base(tag), words: LANGUAGES[base(tag)] ?? en, direction };
}

/** Fills the names in. */
export function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A wait as people say it. */
export function minutes(words: Words, milliseconds: number): string {
  const count = Math.max(1, Math.round(milliseconds / 60_000));
  return count === 1 ? words.minute : filled(words.minutes, { count });
}
