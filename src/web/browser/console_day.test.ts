// The smaller things of an agent's and a supervisor's day: what calls them, what they see of a customer, and where a session may go.
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { visitor } from "./harness/chromium.ts";
import { Customer as Speaker } from "./harness/customer.ts";
import type { Desk } from "./harness/desk.ts";
import { Founded, OWNER } from "./harness/founded.ts";
import { desksOfTest } from "./harness/stage.ts";
import { openWidget, talkAtDesk } from "./harness/talk.ts";

const stage = desksOfTest();

interface Called {
  notes: string[];
  tones: number;
}

/** The page takes our word for whether its reader looks at it, and notes how it calls them. */
async function watched({ page }: Desk): Promise<{ looks(elsewhere: boolean): Promise<unknown>; called(): Promise<Called> }> {
  await page.evaluate(`
    window.called = { notes: [], tones: 0 };
    window.elsewhere = false;
    document.hasFocus = () => !elsewhere;
    Object.defineProperty(document, "visibilityState", { get: () => (elsewhere ? "hidden" : "visible") });
    window.Notification = class { constructor(title) { called.notes.push(title); } close() {} };
    Notification.permission = "granted";
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) { called.tones += 1; start.call(this, at); };
  `);
  return {
    looks: (elsewhere) => page.evaluate(`elsewhere = ${elsewhere}`),
    called: () => page.evaluate("called") as Promise<Called>,
  };
}

async function more(page: Page, deed: string): Promise<void> {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: deed }).click();
}

async function goesAway({ page }: Desk): Promise<void> {
  await page.locator(".intent-button").click();
  await page.getByRole("menuitem", { name: "Away", exact: true }).click();
  await page.locator(".intent-away").waitFor();
}

describe("an agent", () => {
  test("who looks elsewhere is called by a sound, a notification and a number, without the customer's words", async () => {
    const anna = await stage.desk("anna");
    await anna.ready();
    const { looks, called } = await watched(anna);
    await looks(true);
    const ada = await Speaker.on(stage.server, "ada");
    await ada.say("Prata med en person");
    await anna.page.locator(".offer").waitFor();
    await expect.poll(called).toEqual({ notes: [expect.not.stringContaining("Prata")], tones: 2 });
    await expect.poll(() => anna.page.title()).toBe("(1) Switchboard");
    await looks(false);
    await anna.accept();
    await expect.poll(() => anna.page.title()).toBe("Switchboard");
    await looks(true);
    await ada.say("Hallå?");
    await anna.page.locator(".row .badge", { hasText: /^1/ }).waitFor();
    await expect.poll(async () => (await called()).notes.length).toBe(2);
    expect((await called()).tones).toBe(3);
    expect(await anna.page.title()).toBe("(1) Switchboard");
  });

  test("goes on a break with its reason, which the board shows", async () => {
    const [anna, sofia] = [await stage.desk("anna"), await stage.desk("sofia")];
    await anna.ready();
    await anna.page.locator(".intent-button").click();
    await anna.page.getByRole("menuitem", { name: "Lunch" }).click();
    await anna.page.locator(".intent-away", { hasText: "Away: Lunch" }).waitFor();
    await sofia.page.keyboard.press("b");
    await sofia.page.getByRole("row", { name: /Anna Andersson/ }).getByText("Away Lunch").waitFor();
  });

  test("sees whether the customer is there, and which page they are on, until they leave", async () => {
    const anna = await stage.desk("anna");
    await anna.ready();
    const { context, customer } = await openWidget(stage);
    await customer.write("human please");
    await anna.accept();
    const { page } = anna;
    await page.locator(".conversation-who .presence-present").waitFor();
    await page.locator(".page-title", { hasText: "A shop with a chat" }).waitFor();
    await customer.page.close();
    await page.locator(".timeline-line", { hasText: "closed or reloaded the page" }).waitFor();
    await context.close();
    const ada = await Speaker.on(stage.server, "ada");
    await ada.say("Prata med en person");
    await page.getByRole("button", { name: /^Accept/ }).first().click();
    await page.locator(".row", { hasText: "ada" }).click();
    await ada.leave();
    await page.locator(".conversation-who .presence-left").waitFor();
  });

  test("puts a session back, gives it to a queue, and hands it to the bot, which answers", async () => {
    const anna = await stage.desk("anna");
    const ada = await talkAtDesk(stage, anna);
    const { page } = anna;
    await goesAway(anna);
    await more(page, "Put back into the queue");
    await page.locator("#reply").waitFor({ state: "detached" });
    const bertil = await stage.desk("bertil");
    await bertil.ready();
    await bertil.accept();
    await goesAway(bertil);
    await anna.ready();
    await bertil.page.getByRole("button", { name: "Transfer" }).click();
    await bertil.page.getByRole("radio", { name: /Kundservice/ }).check();
    await bertil.page.getByLabel("Note for whoever takes it up").fill("Vill ha Anna");
    await bertil.page.getByRole("button", { name: "Transfer", exact: true }).last().click();
    await bertil.page.locator("#reply").waitFor({ state: "detached" });
    await page.locator(".offer-note", { hasText: "Vill ha Anna" }).waitFor();
    await anna.accept();
    await page.locator(".timeline-line", { hasText: "Bertil Berg transferred" }).waitFor();
    await ada.say("Är det du, Anna?");
    await anna.said("Är det du, Anna?").waitFor();
    await more(page, "Hand to the bot");
    await page.locator("#reply").waitFor({ state: "detached" });
    await page.keyboard.press("4");
    await page.locator(".row").first().click();
    const before = await page.locator(".bubble-bot").count();
    await ada.say("Hej igen");
    await anna.said("Hej igen").waitFor();
    await expect.poll(() => page.locator(".bubble-bot").count(), { timeout: 10_000 }).toBeGreaterThan(before);
  });

  test("reads why a word was not taken, and sends it again", async () => {
    const anna = await stage.desk("anna");
    await talkAtDesk(stage, anna);
    let refusals = 1;
    await anna.page.routeWebSocket(/console\/socket/, (client) => {
      const server = client.connectToServer();
      client.onMessage((said) => {
        const { type, id } = JSON.parse(String(said)) as { type: string; id: string };
        if (type !== "say" || refusals-- <= 0) return server.send(said);
        client.send(JSON.stringify({ type: "refused", id, code: "faulted", detail: "for once" }));
      });
    });
    await anna.page.reload();
    await anna.page.locator(".row").first().click();
    await anna.page.locator("#reply").waitFor();
    await anna.page.waitForTimeout(1_000);
    await anna.reply("En gång till");
    const failed = anna.page.locator(".bubble-failed", { hasText: "En gång till" });
    await failed.getByText("Not sent").waitFor();
    await failed.getByRole("button", { name: "Try again" }).click();
    await failed.waitFor({ state: "detached" });
    await anna.page.locator(".bubble-agent", { hasText: "En gång till" }).locator(".bubble-state", { hasText: "Sent" }).waitFor();
    expect(await anna.said("En gång till").count()).toBe(1);
  });

  test("finds panes as wide as they were made", async () => {
    const { page } = await stage.desk("anna");
    const divider = page.getByRole("separator", { name: "Width of the list" });
    const width = async () => Number(await divider.getAttribute("aria-valuenow"));
    const first = await width();
    await divider.focus();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press("ArrowRight");
    expect(await width()).toBe(first + 48);
    await page.reload();
    await expect.poll(width).toBe(first + 48);
  });
});

test("a supervisor reads what the server finds wrong with itself, and what was set aside", async () => {
  const { page } = await stage.desk("sofia");
  const at = "2026-01-01T00:00:00.000Z";
  const alarm = { invariant: "somebody_waits", subject: "queue/demo/kundservice", says: "somebody waits and somebody could", since: at, told_at: at, events: [] };
  await page.route("**/live/alarms", (route) => route.fulfill({ json: { items: [alarm] } }));
  await page.route("**/api/v1/quarantine", (route) => route.fulfill({ json: { items: [{ subject: "session/1", cause: "a fault", waiting: 2, since: at }] } }));
  await page.keyboard.press("b");
  await page.getByRole("alert").getByText("somebody waits and somebody could").waitFor();
  await page.getByText("2 commands wait").waitFor();
  expect(await page.getByRole("button", { name: "Let it go on" }).count(), "that is for administrators").toBe(0);
});

test("an administrator takes a caller's number out of every call, after a second press", async () => {
  const { page } = await stage.desk("alva");
  await page.goto(`${stage.server.url}/console/#/admin/retention`);
  await page.getByLabel("Telephone number").fill("+46 70 123 45 67");
  await page.getByRole("button", { name: "Erase", exact: true }).click();
  await page.getByText("This cannot be undone").waitFor();
  await page.getByRole("button", { name: "Erase for good" }).click();
  await page.getByRole("status").getByText("Taken out of 0 calls.").waitFor();
});

test("who has set up a second factor signs in with its code", async () => {
  const server = await Founded.start();
  const context = await visitor(stage.browser);
  const page = await context.newPage();
  const signIn = async () => {
    await page.goto(`${server.url}/console/`);
    await page.getByLabel("Login").fill(OWNER.login);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  };
  await signIn();
  await page.locator(".intent-button").waitFor();
  await page.goto(`${server.url}/console/#/account`);
  const card = page.locator("form", { hasText: "Second factor" });
  await card.getByLabel("Password").fill(OWNER.password);
  await card.getByRole("button", { name: "Set up" }).click();
  const secret = String(await card.locator("code").textContent());
  await card.getByLabel("Code of your authenticator").fill(code(secret, -1));
  await card.getByRole("button", { name: "Confirm" }).click();
  await card.getByText("An authenticator is set up").waitFor();
  expect(await card.locator(".once li").count(), "recovery codes").toBeGreaterThan(4);

  await page.locator(".bar-me").click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn();
  await page.getByLabel("Code of your authenticator").fill(code(secret, 0));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator(".intent-button").waitFor();
  await context.close();
  await server.stop();
});

/** What an authenticator shows (RFC 6238), so many half minutes from now. */
function code(secret: string, steps: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/[\s=]/g, "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
