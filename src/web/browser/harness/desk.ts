// The console in a browser, signed in by a link of the demo.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type Faults, visitor, watch } from "./chromium.ts";
import { type Place, tokenOf } from "./server.ts";

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

  /** A line among the bubbles, that something happened. */
  async happened(line: string): Promise<void> {
    await this.page.locator(".timeline").getByText(line, { exact: false }).first().waitFor();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** As `serve --demo` prints it. */
export function link(server: Place, who: string): string {
  return `${server.url}/console/#token=${tokenOf(server, who)}`;
}
