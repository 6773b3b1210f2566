// The console's texts: a catalogue a language, places filled in, plurals by the language's own rules.

import { setting } from "../app/memory";
import { ar } from "./ar";
import { settings as arSettings } from "./ar_settings";
import { words as arWords } from "./ar_words";
import { en as screen } from "./en";
import { settings } from "./en_settings";
import { words } from "./en_words";
import { sv } from "./sv";
import { settings as svSettings } from "./sv_settings";
import { words as svWords } from "./sv_words";

export type Screen = Record<keyof typeof screen, string>;
export type Words = Record<keyof typeof words, string>;
export type Settings = Record<keyof typeof settings, string>;
export type Key = keyof Screen | keyof Words | keyof Settings;
export type Catalogue = Record<Key, string>;

const en: Catalogue = { ...screen, ...words, ...settings };

export const LANGUAGES: Record<string, { name: string; catalogue: Catalogue; dir: "ltr" | "rtl" }> = {
  en: { name: "English", catalogue: en, dir: "ltr" },
  sv: { name: "Svenska", catalogue: { ...sv, ...svWords, ...svSettings }, dir: "ltr" },
  ar: { name: "العربية", catalogue: { ...en, ...ar, ...arWords, ...arSettings }, dir: "rtl" },
};

let language = chosen();

function chosen(): string {
  const wanted = [setting("language", ""), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((tag) => tag in LANGUAGES) ?? "en";
}

export function currentLanguage(): string {
  return language;
}

/** Speaks another language from now on; the views are drawn anew by whoever calls this. */
export function speak(tag: string): void {
  language = tag in LANGUAGES ? tag : "en";
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language]?.dir ?? "ltr";
}

/** A text. `{name}` is filled in; of `one|many` the form that fits `count` is taken. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = LANGUAGES[language]?.catalogue[key] ?? en[key];
  const forms = text.split("|");
  const isOne = forms.length > 1 && new Intl.PluralRules(language).select(Number(values["count"] ?? 0)) === "one";
  const form = (isOne ? forms[0] : forms.at(-1)) ?? text;
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A text for a word of the server's, if there is one; else the word itself. */
export function word(prefix: string, code: string): string {
  const key = `${prefix}.${code}`;
  return key in en ? t(key as Key) : code.replaceAll("_", " ");
}

/** What a labelled code is called here. */
export function label(texts: Record<string, string>): string {
  return texts[language] ?? texts["en"] ?? Object.values(texts)[0] ?? "";
}
