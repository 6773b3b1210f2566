// The console's texts in the language that was chosen: places filled in, plurals by the language's own rules.

import { setting } from "../app/memory";
import { en, LANGUAGES, type Key } from "./languages";

export { LANGUAGES, type Key };

let language = chosen();

function chosen(): string {
  const wanted = [setting("language", ""), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((tag) => tag in LANGUAGES) ?? "en";
}

export function currentLanguage(): string {
  return language;
}

/** The same as the reader's own country writes it: `en-GB` where the browser says so. */
export function currentLocale(): string {
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? language;
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
  return knownWord(prefix, code) ?? code.replaceAll("_", " ");
}

/** The same; nothing where there is none. */
export function knownWord(prefix: string, code: string): string | null {
  const key = `${prefix}.${code}`;
  return key in en ? t(key as Key) : null;
}

/** What a labelled code is called here. */
export function label(texts: Record<string, string>): string {
  return texts[language] ?? texts["en"] ?? Object.values(texts)[0] ?? "";
}
