// What the site's script tag says, as the frame's address carries it.

export interface Settings {
  /** The entry point. */
  platform: string;
  /** The origin of the page around the frame; none where the frame is a page of its own. */
  page: string | undefined;
  /** The language that was asked for; else the browser's. */
  language: string | undefined;
  theme: "auto" | "light" | "dark";
  /** The site's colour. */
  color: string | undefined;
  title: string | undefined;
  greeting: string | undefined;
}

/** The names of settings, as attributes (`data-…`) of the script tag and in the frame's address. */
export const NAMES = ["platform", "language", "theme", "color", "title", "greeting"] as const;

const COLOR = /^#[0-9a-f]{6}$/i;

export function settings(search: string): Settings {
  const given = new URLSearchParams(search);
  const text = (name: string) => given.get(name) || undefined;
  const theme = text("theme");
  const color = text("color");
  return {
    platform: text("platform") ?? "",
    page: originOf(text("page")),
    language: text("language"),
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    color: color && COLOR.test(color) ? color : undefined,
    title: text("title"),
    greeting: text("greeting"),
  };
}

/** An origin spelt as browsers do, or none: messages go to exactly this one. */
function originOf(text: string | undefined): string | undefined {
  try {
    return text && new URL(text).origin === text ? text : undefined;
  } catch {
    return undefined;
  }
}
