// An agent chooses in the console whether a mail tells them that somebody waits.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./harness/accessible.ts";
import { launch } from "./harness/chromium.ts";
import { Desk } from "./harness/desk.ts";
import { Server } from "./harness/server.ts";

let browser: Browser;
let server: Server;

beforeAll(async () => {
  browser = await launch();
  const settings = `[buerokratt]\nplatform = "demo-web"\nmail_server = "smtp://127.0.0.1:9"\nmail_from = "chat@example.org"\n`;
  server = await Server.demo({ settings });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("an agent asks for mail, gives an address, and finds both again", async () => {
  const anna = await Desk.of(browser, server, "anna");
  const { page } = anna;
  await page.goto(`${server.url}/console/#/account`);
  const wanted = page.getByLabel("Tell me by mail that a customer waits");
  await wanted.waitFor();
  const card = page.locator("form", { has: wanted });
  const save = async () => card.getByRole("button", { name: "Save" }).click();
  const saved = card.getByRole("status");
  await wanted.check();
  await save();
  expect(await saved.count(), "nobody knows where to").toBe(0);
  await card.getByLabel("Mail address").fill("anna@example.org");
  await save();
  await saved.waitFor();
  expect(await violations(page), "the account").toEqual([]);
  await page.reload();
  await wanted.waitFor();
  expect(await wanted.isChecked()).toBe(true);
  expect(await card.getByLabel("Mail address").inputValue()).toBe("anna@example.org");
  await wanted.uncheck();
  await card.getByLabel("Mail address").fill("");
  await save();
  await saved.waitFor();
  await page.reload();
  await wanted.waitFor();
  expect(await wanted.isChecked()).toBe(false);
  await anna.close();
});
