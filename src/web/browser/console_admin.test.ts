// A center set up in the console alone, by its owner: who signs in with a password, and invites an agent who does, too.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./harness/accessible.ts";
import { type Faults, launch, visitor, watch } from "./harness/chromium.ts";
import { Founded, OWNER } from "./harness/founded.ts";

let browser: Browser;
let server: Founded;

beforeAll(async () => {
  browser = await launch();
  server = await Founded.start();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel("Login").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator(".intent-button").waitFor();
}

async function window_(viewport = { width: 1440, height: 900 }): Promise<{ page: Page; faults: Faults }> {
  const page = await (await visitor(browser, { viewport })).newPage();
  const faults = watch(page);
  await page.goto(`${server.url}/console/`);
  return { page, faults };
}

test("on a small screen, too, an empty center leads its owner through setting it up", async () => {
  const { page, faults } = await window_({ width: 390, height: 780 });
  await signIn(page, OWNER.login, OWNER.password);
  await page.getByRole("heading", { name: "Set up your contact center" }).waitFor();
  expect(await violations(page), "an empty center").toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
  await page.getByRole("button", { name: "Go to People" }).click();
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  expect([faults.errors, faults.forbidden]).toEqual([[], []]);
  await page.context().close();
});

test("an owner sets up queue, agent, platform, words and keys, invites a colleague, and reads who did what", async () => {
  const { page, faults } = await window_();
  await signIn(page, OWNER.login, OWNER.password);
  await page.getByRole("heading", { name: "Set up your contact center" }).waitFor();
  expect(await violations(page), "an empty center").toEqual([]);
  await page.getByRole("button", { name: "Go to Queues" }).click();
  const open = async (name: string) => {
    await page.locator(".admin-page", { hasText: name }).first().click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.waitForTimeout(200);
    expect(await violations(page), name).toEqual([]);
  };
  const save = async () => {
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
    expect(await page.locator(".problem").allTextContents()).toEqual([]);
  };

  await open("Queues");
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByLabel("Id (never changed)").fill("support");
  await page.getByLabel("Name", { exact: true }).fill("Support");
  await page.getByLabel("Time to accept (s)").fill("45");
  await page.getByRole("checkbox", { name: "Always open" }).uncheck();
  await page.getByLabel("Time zone").fill("Europe/Stockholm");
  await page.getByRole("group", { name: "Saturday" }).getByRole("button", { name: /^Add hours/ }).click();
  await page.getByRole("group", { name: "Saturday" }).getByLabel("Closes").fill("13:00");
  await page.getByLabel("Add a day").fill("2026-12-24");
  expect(await violations(page), "hours").toEqual([]);
  await save();
  const queue = await page.evaluate(async () => (await (await fetch("../api/v1/queues/support")).json()) as { settings: Record<string, unknown> });
  expect(queue.settings).toMatchObject({ accept_within_ms: 45_000, hours: { zone: "Europe/Stockholm", exceptions: { "2026-12-24": [] } } });
  expect(queue.settings["hours"]).toMatchObject({ week: { saturday: [{ from: "08:00", to: "13:00" }] } });
  await page.locator(".admin-item", { hasText: "support" }).waitFor();
  expect(await violations(page), "a form").toEqual([]);

  await open("Agents");
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByLabel("Id (never changed)").fill("anna");
  await page.getByLabel("Name", { exact: true }).fill("Anna Andersson");
  await page.getByRole("checkbox", { name: "Support" }).check();
  await save();

  await open("Platforms");
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByLabel("Id (never changed)").fill("acme-web");
  await page.getByLabel("Name", { exact: true }).fill("The site");
  await page.locator(".field", { hasText: /^Queue–/ }).locator("select").selectOption("support");
  await page.getByLabel(/^Pages that may use it/).fill("https://www.example.org\nhttps://shop.example.org");
  await save();
  await page.getByText("Texts for customers").click();
  await page.getByText("Times", { exact: true }).click();
  await page.getByLabel(/^A silent customer is warned/).fill("90");
  expect(await violations(page), "texts and times").toEqual([]);
  await save();
  const platform = await page.evaluate(async () => (await (await fetch("../api/v1/platforms/acme-web")).json()) as { settings: Record<string, unknown> });
  expect(await page.locator(".snippet").textContent()).toBe(`<script async src="${server.url}/widget.js" data-platform="acme-web"></script>`);
  expect(platform.settings).toMatchObject({ origins: ["https://www.example.org", "https://shop.example.org"], times: { warn_silent_after_ms: 90_000 } });

  await page.getByLabel("Name of the key").fill("shop");
  await page.getByRole("button", { name: "Make the key" }).click();
  expect(await page.locator(".once code").textContent()).toMatch(/^[\w-]{43}$/);
  expect(await violations(page), "a platform's keys").toEqual([]);

  await open("Flows");
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByLabel("Id (never changed)").fill("welcome");
  await page.getByRole("button", { name: "Keep as the next version" }).click();
  await page.getByLabel(/^What a customer writes/).fill("Hi\nTalk to a person");
  await page.getByRole("button", { name: "Try", exact: true }).click();
  await page.getByText("hands over to a person").waitFor();
  expect(await violations(page), "a flow").toEqual([]);
  await page.getByRole("button", { name: "Publish this version" }).click();
  await page.locator(".admin-item", { hasText: "version 1 published" }).waitFor();

  await open("Workspace");
  await page.getByLabel("Name", { exact: true }).fill("Acme");
  await page.getByLabel("Languages").fill("en sv");
  await page.getByRole("button", { name: "Add" }).nth(2).click();
  await page.getByLabel("Code", { exact: true }).last().fill("hello");
  await page.getByLabel("Text (en)").last().fill("Hello {customer}, I am {agent}.");
  await save();

  await open("Keys of programs");
  await page.getByLabel("Name", { exact: true }).fill("Wallboard");
  await page.getByRole("checkbox", { name: "live:read" }).check();
  await page.getByRole("button", { name: "Make the key" }).click();
  expect(await page.locator(".once code").textContent()).toMatch(/^sbk_/);

  await open("People");
  await page.getByLabel("Id (never changed)").fill("anna");
  await page.getByLabel("Login", { exact: true }).fill("anna@example.org");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const link = String(await page.locator(".once code").textContent());

  for (const name of ["Teams", "Flows", "Retention", "Audit log"]) await open(name);
  await page.getByRole("cell", { name: "person invited" }).first().waitFor();

  const anna = await window_();
  await anna.page.goto(link);
  await anna.page.getByLabel("New password").fill("another phrase, just as long");
  await anna.page.getByRole("button", { name: "Set the password" }).click();
  await anna.page.getByRole("button", { name: "Sign in" }).click();
  await signIn(anna.page, "anna@example.org", "another phrase, just as long");
  expect(await anna.page.getByRole("button", { name: "Administration" }).count(), "agents set nothing up").toBe(0);
  await anna.page.reload();
  await anna.page.locator(".intent-button").waitFor();
  await open("People");
  const line = page.locator("tr", { hasText: "anna@example.org" });
  await line.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByText("Nobody is signed in as anna any more.").waitFor();
  await anna.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(anna.page, "anna@example.org", "another phrase, just as long");
  await anna.page.locator(".bar-me").click();
  await anna.page.getByRole("menuitem", { name: "Sign out" }).click();
  await anna.page.getByRole("heading", { name: "Sign in" }).waitFor();
  for (const { errors, forbidden } of [faults, anna.faults]) expect([errors, forbidden]).toEqual([[], []]);
});
