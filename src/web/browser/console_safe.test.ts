// What must not happen in the console: a customer's text that runs, a page that cannot be used, one that grows without end.
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ADMIN_PAGES } from "../console/src/views/admin/pages.ts";
import { violations } from "./harness/accessible.ts";
import { visitor, watch } from "./harness/chromium.ts";
import { Customer } from "./harness/customer.ts";
import { Desk } from "./harness/desk.ts";
import { demoOfFile } from "./harness/stage.ts";

const SCRIPT_BUDGET = 250_000;
const HOSTILE = [
  "<script>document.title='owned'</script>",
  "<img src=x onerror=\"document.title='owned'\">",
  "javascript:document.title='owned'",
  "[a](javascript:document.title='owned')",
  "\"><svg onload=document.title='owned'>",
  "{{constructor.constructor(\"document.title='owned'\")()}}",
  "\u202Etxt.exe\u202C and \u2066back\u2069",
  `Z${"\u0301".repeat(2_000)}`,
];

const stage = demoOfFile();

test("what a hostile customer writes, or is called, is text and nothing else", async () => {
  const anna = await Desk.of(stage.browser, stage.server, "anna");
  await anna.ready();
  const mallory = await Customer.on(stage.server, "<img src=x onerror=\"document.title='owned'\">\u202Ekcab");
  await mallory.say("Prata med en person");
  await anna.accept();
  for (const text of HOSTILE) {
    await mallory.typing(text);
    await mallory.say(text);
  }
  await anna.page.locator(".bubble-customer .bubble-text", { hasText: "Z" }).last().waitFor();
  const { page } = anna;
  expect(await page.title()).not.toContain("owned");
  expect(await page.locator(".timeline a, .timeline script, .timeline iframe, .bubble-text *").count()).toBe(0);
  expect(await page.locator(".bubble-text", { hasText: "⟨RLO⟩" }).count(), "what turns text around is shown").toBeGreaterThan(0);
  expect(await page.locator(".conversation-who bdi").first().textContent()).toContain("<img src=x");
  const box = await page.locator(".bubble-customer:not(.bubble-preview)").last().boundingBox();
  expect(box?.height, "marks on marks do not climb out of their line").toBeLessThan(200);
  expect([anna.faults.errors, anna.faults.forbidden]).toEqual([[], []]);
  await anna.close();
});

describe.each(["light", "dark"] as const)("in the %s look", (colorScheme) => {
  test("every page of an agent and of a supervisor keeps the rules of WCAG a program can check", async () => {
    const anna = await Desk.of(stage.browser, stage.server, "anna", { colorScheme });
    await anna.ready();
    expect(await violations(anna.page), "an empty desk").toEqual([]);
    const ada = await Customer.on(stage.server, `ada-${colorScheme}`);
    await ada.say("Prata med en person");
    await anna.page.locator(".offer").first().waitFor();
    expect(await violations(anna.page), "an offer").toEqual([]);
    await anna.accept();
    await ada.say("Hej");
    await anna.page.locator("#note").fill("En anteckning");
    await anna.page.locator("#note").press("Control+Enter");
    await anna.page.locator(".aside-note").first().waitFor();
    await anna.page.waitForTimeout(900);
    await anna.reply("Hej");
    await anna.said("Hej").last().waitFor();
    await ada.typing("Jag skriver");
    await anna.page.locator(".bubble-preview").waitFor();
    expect(await violations(anna.page), "a conversation").toEqual([]);
    await anna.page.keyboard.press("Control+k");
    await anna.page.locator(".commands-list").waitFor();
    expect(await violations(anna.page), "the command bar").toEqual([]);
    await anna.page.keyboard.press("Escape");
    await anna.page.getByRole("button", { name: "Transfer" }).click();
    expect(await violations(anna.page), "a transfer").toEqual([]);
    await anna.page.keyboard.press("Escape");
    await anna.page.getByRole("button", { name: "Done" }).click();
    await anna.page.locator(".wrap-up").waitFor();
    expect(await violations(anna.page), "a wrap-up").toEqual([]);
    await anna.page.goto(`${stage.server.url}/console/#/account`);
    await anna.page.getByRole("heading", { name: "Account and settings" }).waitFor();
    expect(await violations(anna.page), "the account").toEqual([]);
    await anna.close();

    const sofia = await Desk.of(stage.browser, stage.server, "sofia", { colorScheme });
    await sofia.page.keyboard.press("b");
    await sofia.page.getByRole("row", { name: /Anna Andersson/ }).waitFor();
    expect(await violations(sofia.page), "the board").toEqual([]);
    await sofia.close();
  });
});

test("a language from the right turns the console, and a telephone's screen is filled and not overflown", async () => {
  const anna = await Desk.of(stage.browser, stage.server, "anna", { locale: "ar", viewport: { width: 390, height: 800 } });
  const { page } = anna;
  await page.locator(".intent-button").click();
  await page.getByRole("menuitem", { name: "جاهز للمحادثات" }).click();
  const ada = await Customer.on(stage.server, "ada-ar");
  await ada.say("Prata med en person");
  await page.getByRole("button", { name: /^قبول/ }).first().click();
  await page.locator("#reply").waitFor();
  expect(await page.evaluate("[document.dir, document.documentElement.lang]")).toEqual(["rtl", "ar"]);
  const overflows = () => page.evaluate("document.documentElement.scrollWidth > innerWidth");
  expect(await overflows(), "the conversation").toBe(false);
  expect(await violations(page)).toEqual([]);
  const name = await page.locator(".conversation-who h1").boundingBox();
  expect(name?.width, "the name has room").toBeGreaterThan(100);
  const alva = await Desk.of(stage.browser, stage.server, "alva", { viewport: { width: 390, height: 800 } });
  for (const place of ["board", "calls", "customers", "account", ...ADMIN_PAGES.map((page) => `admin/${page}`)]) {
    await alva.page.goto(`${stage.server.url}/console/#/${place}`);
    await alva.page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
    await alva.page.waitForTimeout(300);
    for (const part of [":root", "main"]) {
      expect(await alva.page.evaluate(`document.querySelector("${part}").scrollWidth <= innerWidth`), `${place}, ${part}`).toBe(true);
    }
  }
  const wide = await Desk.of(stage.browser, stage.server, "alva", { viewport: { width: 1440, height: 800 }, locale: "sv" });
  await wide.page.locator(".intent-button").click();
  await wide.page.getByRole("menuitem", { name: "Utbildning" }).click();
  await wide.page.locator(".intent-away", { hasText: "Utbildning" }).waitFor();
  for (const width of [1440, 1360, 1280, 1200, 1100, 1000, 900, 800, 701, 400, 360]) {
    await wide.page.setViewportSize({ width, height: 800 });
    const menu = await wide.page.locator(".bar-me").boundingBox();
    expect((menu?.x ?? width) + (menu?.width ?? 0), `the bar on ${width} pixels`).toBeLessThanOrEqual(width);
  }
  await wide.close();
  expect([anna.faults, alva.faults]).toEqual([anna, alva].map(() => ({ errors: [], forbidden: [] })));
  await anna.close();
  await alva.close();
});

test("signing in keeps them too, and says what is wrong", async () => {
  const context = await visitor(stage.browser);
  const page = await context.newPage();
  const faults = watch(page);
  await page.goto(`${stage.server.url}/console/`);
  await page.getByLabel("Login").fill("anna");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
  expect(await violations(page)).toEqual([]);
  expect([faults.errors, faults.forbidden]).toEqual([[], []]);
  await context.close();
});

test("the start is light", async () => {
  const context = await visitor(stage.browser);
  const page = await context.newPage();
  let bytes = 0;
  page.on("response", async (answer) => {
    if (answer.request().resourceType() === "script") bytes += gzipSync(await answer.body(), { level: 9 }).length;
  });
  await page.goto(`${stage.server.url}/console/`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(SCRIPT_BUDGET);
  await context.close();
});

/** Stands in for the socket, in the page: a supervisor's console is told of so many sessions at once. */
const crowd = (lines: number) => `
  window.WebSocket = class {
    constructor() { setTimeout(() => this.onopen(), 0); }
    close() {}
    hear(frame) { this.onmessage({ data: JSON.stringify(frame) }); }
    send(text) {
      const said = JSON.parse(text);
      if (said.type !== "hello") return said.id && setTimeout(() => this.hear({ type: "ack", id: said.id }), 0);
      this.hear({ type: "hello", connectionId: "c", workspace: "demo", agent: "sofia", name: "Sofia", role: "supervisor", heartbeatEvery: 10000,
        ready: true, capacity: 1, load: 0, capacities: { chat: 1 }, loads: {}, breakReasons: [], wrapUpCodes: [], agentSeq: 1, position: 1 });
      for (let number = 0; number < ${lines}; number += 1) this.hear({ type: "row", n: number + 1, position: number + 2, row: {
        session: "018f6b1e-7c3a-7000-8000-" + String(number).padStart(12, "0"), platform: "demo-web", customer: "customer " + number,
        standing: "queued", queue: "kundservice", agent: null, since: "2026-01-01T00:00:00.000Z", openedAt: "2026-01-01T00:00:00.000Z",
        presence: "present", channel: "chat" } });
    }
  };`;

test("thousands of sessions are a list of a few dozen lines to the browser", async () => {
  const context = await visitor(stage.browser, { viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const lines = 5_000;
  await page.addInitScript(crowd(lines));
  await page.route(/\/api\/v1\//, (route) => {
    const answer = route.request().url().includes("/workspace") ? { settings: {} } : { items: [], ticket: "t" };
    return route.fulfill({ json: answer });
  });
  await page.goto(`${stage.server.url}/console/`);
  await page.locator(".intent-button").waitFor();
  await page.keyboard.press("3");
  await page.locator(".tab[aria-selected=true] .count", { hasText: "5,000" }).waitFor();
  const nodes = () => page.evaluate("document.querySelectorAll('*').length") as Promise<number>;
  expect(await nodes()).toBeLessThan(1_200);
  await page.evaluate("document.querySelector('.rows').scrollTo(0, document.querySelector('.rows').scrollHeight / 2)");
  await page.locator(".row", { hasText: "customer" }).first().waitFor();
  expect(await nodes(), "also after scrolling").toBeLessThan(1_200);
  await page.getByRole("searchbox").fill("customer 4999");
  await page.locator(".row", { hasText: "customer 4999" }).waitFor();
  expect(await page.locator(".row").count()).toBe(1);
  await context.close();
});
