// The catalogues, one a language. The compiler names every word that is missing in one of them.

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

export const en: Catalogue = { ...screen, ...words, ...settings };

export const LANGUAGES: Record<string, { name: string; catalogue: Catalogue; dir: "ltr" | "rtl" }> = {
  en: { name: "English", catalogue: en, dir: "ltr" },
  sv: { name: "Svenska", catalogue: { ...sv, ...svWords, ...svSettings }, dir: "ltr" },
  ar: { name: "العربية", catalogue: { ...ar, ...arWords, ...arSettings }, dir: "rtl" },
};
