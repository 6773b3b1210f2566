// Every page of the console, and what opens over one, in both looks: the rules of WCAG 2.2 AA a program can check.
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { ADMIN_PAGES } from "../console/src/views/admin/pages.ts";
import { violations } from "./harness/accessible.ts";
import { visitor } from "./harness/chromium.ts";
import { link } from "./harness/desk.ts";
import { report } from "./harness/provider.ts";
import { desksOfTest } from "./harness/stage.ts";
import { talkAtDesk } from "./harness/talk.ts";

const stage = desksOfTest();

/** Every address the console knows, and what is there once the page is. */
const PAGES: [string, string][] = [
  ["", ".pane-list .tab"],
  ["board", "tr >> text=Anna Andersson"],
  ["calls", "tr >> text=11999990001"],
  ["customers", ".admin-item"],
  ["account", "h1"],
  ...ADMIN_PAGES.map((page): [string, string] => [`admin/${page}`, ".admin-main h1"]),
];

async function keeps(page: Page, what: string): Promise<void> {
  // Transitions of colour would be measured half way.
  await page.waitForTimeout(250);
  expect(await violations(page), what).toEqual([]);
}

test.each(["light", "dark"] as const)("in the %s look", async (colorScheme) => {
  await report(stage.server, "call.waiting", "1.1", { queue: "kundservice", their_number: "11999990001" });
  await report(stage.server, "actor.entered", "1.1", { actor: "bertil", number: "200" });
  const anna = await stage.desk("anna", { colorScheme });
  const ada = await talkAtDesk(stage, anna);
  await ada.say("Hej");

  const { page } = await stage.desk("alva", { colorScheme });
  for (const [place, sign] of PAGES) {
    await page.goto(`${stage.server.url}/console/#/${place}`);
    await page.locator(sign).first().waitFor();
    await keeps(page, place || "conversations");
    const item = page.locator(".admin-item").first();
    // A list alone is half a page: with one of its things beside it, it is the whole.
    if (await item.count()) {
      await item.click();
      await page.locator(".admin-one, .customer, .admin-split > .card").first().waitFor();
      await keeps(page, `${place}, one of them`);
    }
  }

  await page.goto(`${stage.server.url}/console/#/calls`);
  await page.getByRole("button", { name: "11999990001" }).click();
  await page.locator(".call-dialog .call-events > li").first().waitFor();
  await keeps(page, "a call");
  await page.locator(".call-dialog").getByRole("slider").fill("1");
  await page.getByText("As it was after event 1").waitFor();
  await keeps(page, "a call at another moment");
  await page.keyboard.press("Escape");

  await page.locator(".intent-button").click();
  await page.getByRole("menuitem", { name: "Ready for chats" }).waitFor();
  await keeps(page, "the menu of intents");
  await page.keyboard.press("Escape");
  await page.locator(".bar-me").click();
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
  await keeps(page, "one's own menu");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await keeps(page, "the keys");
});

test.each(["light", "dark"] as const)("a supervisor over a session of somebody else, in the %s look", async (colorScheme) => {
  const anna = await stage.desk("anna");
  const ada = await talkAtDesk(stage, anna);
  await ada.say("Hej");
  await anna.said("Hej").waitFor();
  const { page } = await stage.desk("sofia", { colorScheme });
  await page.keyboard.press("3");
  await page.locator(".row").first().click();
  await page.getByRole("button", { name: "Look on" }).waitFor();
  await keeps(page, "before looking on");
  await page.getByRole("button", { name: "Look on" }).click();
  await page.locator(".strip-watch").waitFor();
  await page.getByRole("button", { name: /why/i }).click();
  await page.locator(".why li").first().waitFor();
  await keeps(page, "looking on, with the record of the choice");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Step in" }).waitFor();
  await keeps(page, "what one may do");
  await page.getByRole("menuitem", { name: "Step in" }).click();
  await page.locator("#reply").waitFor();
  await keeps(page, "stepped in");

  await ada.leave();
  await anna.page.getByRole("button", { name: "Finish" }).click();
  await ada.say("Prata med en person");
  await anna.accept();
  await page.keyboard.press("Escape");
  await page.keyboard.press("4");
  await page.locator(".row").first().waitFor();
  await keeps(page, "what is closed");
  await anna.page.locator(".earlier .button-link").first().click();
  await anna.page.getByRole("dialog").locator(".transcript li").first().waitFor();
  await keeps(anna.page, "what was said earlier");
});

test("an invitation, and a link that is no longer good", async () => {
  const page = await (await visitor(stage.browser)).newPage();
  await page.goto(`${stage.server.url}/console/#invitation=sbl_nothing`);
  await page.getByLabel("New password").fill("a phrase that is long enough");
  await keeps(page, "an invitation");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("alert").waitFor();
  await keeps(page, "a link that is no longer good");
  await page.goto(link(stage.server, "anna").replace(/token=.*/, "token=nothing"));
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await keeps(page, "a token that is no longer good");
  await page.context().close();
});

test("the pages of others that the server hands out", async () => {
  const page = await (await visitor(stage.browser)).newPage();
  for (const place of ["demo/?platform=demo-en", "api/v1/docs"]) {
    await page.goto(`${stage.server.url}/${place}`);
    await page.locator("h1").first().waitFor();
    await keeps(page, place);
  }
  await page.context().close();
});
