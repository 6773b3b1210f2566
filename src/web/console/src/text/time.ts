// Instants, durations and names of languages for people.

import { currentLanguage, currentLocale, t } from "./text";

/** 12 s, 4 min, 1 h 20 min. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t("time.seconds", { count: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t("time.minutes", { count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24 && minutes % 60 === 0) return t("time.whole_hours", { count: hours });
  if (hours < 24) return t("time.hours", { count: hours, minutes: minutes % 60 });
  return t("time.days", { count: Math.floor(hours / 24) });
}

export function clock(at: string | number): string {
  return new Intl.DateTimeFormat(currentLocale(), { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

export function date(at: string | number): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

export function day(at: string): string {
  return new Intl.DateTimeFormat(currentLocale(), { weekday: "long", day: "numeric", month: "long" }).format(new Date(at));
}

/** What a language is called here; its tag where the browser knows none. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(currentLanguage(), { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** m:ss, for what runs out. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
