// A customer at the widget, as a person sees it.
import { expect } from "vitest";
import type { BrowserContext, FrameLocator, Locator, Page } from "playwright-core";
import { type Faults, watch } from "./chromium.ts";
import type { Place } from "./server.ts";

export class Customer {
  private constructor(
    readonly page: Page,
    readonly frame: FrameLocator,
    readonly faults: Faults,
  ) {}

  /** The demo page in a new tab, with these settings. */
  static async at(server: Place, context: BrowserContext, settings: Record<string, string> = {}): Promise<Customer> {
    const page = await context.newPage();
    const faults = watch(page);
    const asked = new URLSearchParams({ platform: "demo-en", ...settings });
    await page.goto(`${server.url}/demo/?${asked}`);
    return new Customer(page, page.frameLocator("[data-switchboard] iframe"), faults);
  }

  get launcher(): Locator {
    return this.page.locator("[data-switchboard] button");
  }

  get log(): Locator {
    return this.frame.getByRole("log");
  }

  get field(): Locator {
    return this.frame.getByRole("textbox", { name: "Write a message" });
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole("button", { name });
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await this.field.waitFor();
  }

  async write(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  /** Waits until the conversation shows it. */
  async sees(text: string | RegExp): Promise<void> {
    await this.log.getByText(text).first().waitFor();
  }

  /** How often the conversation shows it. */
  count(text: string): Promise<number> {
    return this.log
      .locator(".said")
      .evaluateAll((lines, text) => lines.filter((line) => line.textContent === text).length, text);
  }

  /** Waits until everything written is stored. */
  async allStored(): Promise<void> {
    await expect.poll(() => this.frame.getByText("Not sent yet").count(), { timeout: 15_000 }).toBe(0);
  }

  noFaults(): void {
    expect(this.faults).toEqual({ errors: [], forbidden: [] });
  }
}
