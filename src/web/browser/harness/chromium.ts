// Debian's Chromium, driven; and what a page must never do, noted while it is open.
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: QUIET,
  });
}

/** What went wrong in a page and its frames: errors, and what the policy forbade. */
export interface Faults {
  errors: string[];
  forbidden: string[];
}

/** A window of its own, as another person's browser. Waits in it end within ten seconds. */
export async function visitor(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(10_000);
  return context;
}

/** Notes what goes wrong from now on. */
export function watch(page: Page): Faults {
  const faults: Faults = { errors: [], forbidden: [] };
  page.on("pageerror", (error) => faults.errors.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (/Content Security Policy|Trusted ?Type/i.test(text)) faults.forbidden.push(text);
  });
  return faults;
}
