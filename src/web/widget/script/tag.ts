// What the script's tag says: where the server is, and the settings.
import { NAMES } from "../src/settings.ts";

export interface Tag {
  platform: string;
  /** The frame's address, with its settings. */
  frame: URL;
  side: "left" | "right";
  color: string;
  isDark: boolean;
  /** Open from the beginning. */
  open: boolean;
  /** Without a button; the site opens it. */
  hidden: boolean;
  /** Agents see which page of the site the customer is on. */
  tellsPage: boolean;
  words: { open: string; close: string; window: string; unread: string };
}

const COLOR = "#2f5bea";
const WORDS: Record<string, Tag["words"]> = {
  en: { open: "Open the chat", close: "Close the chat", window: "Chat", unread: "unread" },
  sv: { open: "Öppna chatten", close: "Stäng chatten", window: "Chatt", unread: "olästa" },
};

export function read(tag: HTMLScriptElement): Tag {
  const given = tag.dataset;
  const frame = new URL("widget/", tag.src);
  for (const name of NAMES) {
    const value = given[name];
    if (value) frame.searchParams.set(name, value);
  }
  frame.searchParams.set("page", location.origin);
  const language = given["language"] ?? navigator.language;
  const words = WORDS[language.slice(0, 2)] ?? (WORDS["en"] as Tag["words"]);
  const isDark = given["theme"] === "dark" || (given["theme"] !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  return {
    platform: given["platform"] ?? "",
    frame,
    side: given["position"] === "left" ? "left" : "right",
    color: /^#[0-9a-f]{6}$/i.test(given["color"] ?? "") ? (given["color"] as string) : COLOR,
    isDark,
    open: given["open"] === "true",
    hidden: given["launcher"] === "none",
    tellsPage: given["page"] !== "none",
    words: given["title"] ? { ...words, window: given["title"] } : words,
  };
}
