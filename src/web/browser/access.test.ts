// The widget by keyboard alone, in every look, in a language from the right, on a small screen; and how much of it is loaded.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { violations } from "./harness/accessible.ts";
import { Agent } from "./harness/agent.ts";
import { visitor } from "./harness/chromium.ts";
import { demoOfFile } from "./harness/stage.ts";
import { Customer } from "./harness/widget.ts";

const stage = demoOfFile();

/** What is wrong with the frame now. */
async function wrong(customer: Customer): Promise<string[]> {
  const frame = customer.page.frames().find((frame) => frame.url().includes("/widget/"));
  if (!frame) throw new Error("there is no frame");
  return violations(frame);
}

test("a first load is small", async () => {
  const sizes = { script: 0, frame: 0 };
  const page = await stage.browser.newPage();
  page.on("response", async (answer) => {
    const path = new URL(answer.url()).pathname;
    const size = /\/widget(\.js|\/)/.test(path) ? gzipSync(await answer.body().catch(() => ""), { level: 9 }).length : 0;
    sizes[path.endsWith("/widget.js") ? "script" : "frame"] += size;
  });
  await page.goto(`${stage.server.url}/demo/?platform=demo-en`);
  const script = page.locator("[data-switchboard] button");
  await script.waitFor();
  expect(sizes.frame, "nothing but the script before the window is wanted").toBe(0);
  await script.click();
  await page.frameLocator("iframe").getByRole("button", { name: "Start the chat" }).waitFor();
  await expect.poll(() => sizes.frame).toBeGreaterThan(1_000);
  expect(sizes.script).toBeGreaterThan(1_000);
  expect(sizes.script).toBeLessThanOrEqual(10_000);
  expect(sizes.script + sizes.frame).toBeLessThanOrEqual(45_000);
  await page.close();
});

test("everything can be done by keyboard alone, and the focus is where one expects it", async () => {
  const anna = await Agent.ready(stage.server);
  const context = await visitor(stage.browser);
  const customer = await Customer.at(stage.server, context);
  const keys = customer.page.keyboard;
  await customer.launcher.focus();
  await keys.press("Enter");
  await customer.field.waitFor();
  await expect.poll(() => customer.field.evaluate((field) => field === document.activeElement)).toBe(true);
  await keys.type("human please");
  await keys.press("Enter");
  const session = await anna.accept();
  await customer.sees("You are talking to Anna Andersson now");

  await keys.press("Escape");
  await expect.poll(() => customer.launcher.getAttribute("aria-expanded")).toBe("false");
  await keys.press("Enter");
  await expect.poll(() => customer.field.evaluate((field) => field === document.activeElement)).toBe(true);

  await customer.button("More").focus();
  await keys.press("Enter");
  await keys.press("Tab");
  await keys.press("Tab");
  await keys.press("Enter");
  const dialog = customer.frame.getByRole("dialog");
  await dialog.waitFor();
  await keys.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await customer.launcher.getAttribute("aria-expanded"), "Escape closed the question alone").toBe("true");
  await anna.done(session);
  anna.close();
  await context.close();
});

describe.each(["light", "dark"])("in %s", (theme) => {
  test("no rule of WCAG 2.2 AA a program can check is broken", async () => {
    const anna = await Agent.ready(stage.server);
    const context = await visitor(stage.browser, { colorScheme: theme as "light" | "dark" });
    const customer = await Customer.at(stage.server, context, { theme });
    expect(await violations(customer.page), "the page").toEqual([]);
    await customer.open();
    await customer.button("Start the chat").waitFor();
    expect(await wrong(customer), "the greeting").toEqual([]);
    await customer.button("Leave a message").click();
    await customer.frame.getByLabel("E-mail").waitFor();
    expect(await wrong(customer), "the form").toEqual([]);
    await customer.button("Back to the chat").click();
    await customer.button("Start the chat").click();
    await customer.sees("What is it about?");
    expect(await wrong(customer), "choices").toEqual([]);
    await customer.button("Talk to a person").click();
    await customer.frame.getByText("You are next in line").waitFor();
    expect(await wrong(customer), "in line").toEqual([]);
    const session = await anna.accept();
    await anna.say(session, "Hello, see https://example.org and a\u202emark");
    await customer.sees("Hello, see");
    expect(await wrong(customer), "the conversation").toEqual([]);
    await customer.button("More").click();
    expect(await wrong(customer), "the menu").toEqual([]);
    await customer.button("End the chat").click();
    expect(await wrong(customer), "the question").toEqual([]);
    await customer.frame.getByRole("dialog").getByRole("button", { name: "End the chat" }).click();
    await customer.frame.getByRole("radio", { name: "Good", exact: true }).check();
    expect(await wrong(customer), "the end").toEqual([]);
    customer.noFaults();
    anna.close();
    await context.close();
  });
});

test("a language from the right turns the window, and a small screen is filled", async () => {
  const context = await visitor(stage.browser, { viewport: { width: 360, height: 640 }, locale: "ar" });
  const customer = await Customer.at(stage.server, context, { language: "ar" });
  await customer.launcher.click();
  await customer.button("ابدأ المحادثة").waitFor();
  const frame = customer.page.frames().find((frame) => frame.url().includes("/widget/"));
  expect(await frame?.evaluate(() => [document.dir, document.documentElement.lang, innerWidth])).toEqual(["rtl", "ar", 360]);
  expect(await frame?.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await wrong(customer)).toEqual([]);
  await context.close();
});

test("the program's own copy of the script is the one that was measured", () => {
  const built = readFileSync(new URL("../dist/widget.js", import.meta.url));
  expect(gzipSync(built, { level: 9 }).length).toBeLessThanOrEqual(10_000);
});
