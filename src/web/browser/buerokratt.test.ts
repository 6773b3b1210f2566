// One center, two kinds of client: a chat of the Bürokratt widget in our console, and a customer of our widget with an agent who
// works on Bürokratt's pages.
import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, visitor } from "./harness/chromium.ts";
import { Desk } from "./harness/desk.ts";
import { Gov } from "./harness/gov.ts";
import { Server } from "./harness/server.ts";
import { Customer } from "./harness/widget.ts";

let browser: Browser;
let server: Server;

beforeAll(async () => {
  browser = await launch();
  server = await Server.demo({ settings: `[buerokratt]\nplatform = "demo-web"\n` });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** For whoever wants to look: only with a place to put it. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["PICTURES"];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}/${name}.png`, animations: "disabled" });
}

test("a chat of the dialect's widget is served in our console, given to an agent of its pages, and back", async () => {
  const anna = await Desk.of(browser, server, "anna");
  await anna.ready();
  const mari = await Gov.customer(server, "Prata med en person");
  await anna.accept();
  await shoot(anna.page, "1-accepted");
  await anna.reply("Hej, vad kan jag göra?");
  await anna.said("Hej, vad kan jag göra?").waitFor();
  await mari.call("/post-message-preview", { chatId: mari.id, content: "Min faktura är" });
  await anna.page.locator(".bubble-preview").waitFor();
  await mari.says("Min faktura är fel");
  await anna.said("Min faktura är fel").waitFor();
  const reply = (await mari.messages()).find(({ content }) => content === "Hej, vad kan jag göra?");
  await mari.call("/post-message-with-rating", { ...reply, rating: "liked" });
  await mari.says("", "message-read");
  await shoot(anna.page, "2-talk");
  await anna.happened("The customer liked an answer");
  const bertil = await Gov.agent(server, server.token("bertil"), "bertil");
  const sofia = await Gov.agent(server, server.token("sofia"), "sofia");
  const redirect = { id: mari.id, customerSupportId: "bertil", customerSupportDisplayName: "Bertil" };
  await sofia.call("/cs-admin-redirect-chat", redirect);
  await anna.happened("Sofia Sand transferred to Bertil Berg");
  await shoot(anna.page, "3-given-on");
  await bertil.does("/cs-post-event-message", mari.id, "", "ask-permission");
  await mari.answers("ask-permission", "ask-permission-accepted");
  await bertil.does("/cs-post-event-message", mari.id, "", "contact-information");
  await mari.says("mari@example.ee", "contact-information-fulfilled");
  await bertil.does("/cs-post-event-message", mari.id, "", "requested-authentication");
  await bertil.does("/cs-post-message", mari.id, "Tack, nu ger jag dig tillbaka");
  await anna.page.getByRole("button", { name: "Finish" }).click();
  const back = { id: mari.id, customerSupportId: "anna", customerSupportDisplayName: "Anna", forwardedToCsa: "anna" };
  await bertil.call("/cs-redirect-chat", back);
  await anna.page.locator(".row").first().click();
  await anna.said("Tack, nu ger jag dig tillbaka").waitFor();
  for (const line of ["The customer is asked for permission", "The customer gave permission", "The customer is asked to sign in"]) {
    await anna.happened(line);
  }
  await anna.said("mari@example.ee").waitFor();
  await anna.reply("Då ordnar jag det");
  await anna.said("Då ordnar jag det").waitFor();
  await shoot(anna.page, "4-back");
  await mari.call("/end-chat", { event: "CLIENT_LEFT_WITH_ACCEPTED", authorTimestamp: new Date().toISOString(), authorRole: "end-user" });
  await anna.happened("The customer left with an answer");
  await shoot(anna.page, "5-over");
  expect(anna.faults).toEqual({ errors: [], forbidden: [] });
  for (const one of [mari, bertil, sofia]) one.close();
  await anna.close();
});

test("a customer of our widget is served by an agent on the dialect's pages", async () => {
  const bertil = await Gov.agent(server, server.token("bertil"), "bertil");
  const context = await visitor(browser, { viewport: { width: 1100, height: 740 } });
  const customer = await Customer.at(server, context);
  await customer.open();
  await customer.button("Start the chat").click();
  await customer.button("Talk to a person").click();
  const waits = async () => {
    const rows = (await bertil.call("/cs-get-all-active-chats")) as { id: string; customerSupportId: string }[];
    return rows.find(({ customerSupportId }) => customerSupportId === "")?.id;
  };
  await expect.poll(waits, { timeout: 10_000 }).toBeDefined();
  const chat = (await waits())!;
  await bertil.call("/cs-claim-chat", { id: chat, customerSupportId: "bertil", customerSupportDisplayName: "Bertil" });
  await bertil.does("/cs-post-message", chat, "Hello! What can I do for you?");
  await customer.sees("Hello! What can I do for you?");
  await customer.write("The address, please. We have moved.");
  await customer.allStored();
  for (const event of ["ask-permission", "contact-information", "requested-authentication"]) {
    await bertil.does("/cs-post-event-message", chat, "", event);
  }
  await shoot(customer.page, "6-widget");
  await bertil.does("/cs-end-chat", chat, "", "ACCEPTED");
  await customer.page.waitForTimeout(800);
  await shoot(customer.page, "7-widget-over");
  bertil.close();
  await context.close();
});
