// The console in a browser, signed in by a link of the demo.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type Faults, visitor, watch } from "./chromium.ts";
import type { Place } from "./server.ts";

export class Desk {
  private constructor(
    readonly page: Page,
    readonly faults: Faults,
  ) {}

  /** Somebody of the demo at the console. */
  static async of(browser: Browser, server: Place, who: string, options: BrowserContextOptions = {}): Promise<Desk> {
    const context = await visitor(browser, { viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    const faults = watch(page);
    await page.goto(link(server, who));
    await page.locator(".intent-button").waitFor();
    return new Desk(page, faults);
  }

  async ready(): Promise<void> {
    const { page } = this;
    await page.locator(".intent-button").click();
    await page.getByRole("menuitem", { name: "Ready for chats" }).click();
    await page.locator(".intent-ready").waitFor();
  }

  /** Takes the next offer. */
  async accept(): Promise<void> {
    await this.page.getByRole("button", { name: /^Accept/ }).first().click();
    await this.page.locator("#reply").waitFor();
  }

  async reply(text: string): Promise<void> {
    await this.page.locator("#reply").fill(text);
    await this.page.locator("#reply").press("Enter");
  }

  /** A bubble with exactly this text. */
  said(text: string) {
    return this.page.locator(".bubble-text", { hasText: text });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** As `serve --demo` prints it. */
export function link(server: Place, who: string): string {
  const text = readFileSync(join(server.folder, "data", "demo.json"), "utf8");
  const { agents } = JSON.parse(text) as { agents: { agent: string; token: string }[] };
  const found = agents.find(({ agent }) => agent === who);
  if (!found) throw new Error(`the demo has no ${who}`);
  return `${server.url}/console/#token=${found.token}`;
}
