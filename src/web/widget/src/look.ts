// The site's colour, and whether words on it are black or white.
import type { Settings } from "./settings.ts";

export function dress(root: HTMLElement, { theme, color }: Settings): void {
  if (theme !== "auto") root.dataset["theme"] = theme;
  if (!color) return;
  root.style.setProperty("--site", color);
  root.style.setProperty("--on-site", wordsOn(color));
}

/** White where it can be read (WCAG asks for 4.5 to 1), else nearly black. */
export function wordsOn(color: string): string {
  const bright = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = bright;
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= 4.5 ? "#ffffff" : "#10131a";
}
