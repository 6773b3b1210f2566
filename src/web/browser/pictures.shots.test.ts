// The pictures of the docs; scripts/screenshots says where they go. Without a place they are only taken.
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { Agent } from "./harness/agent.ts";
import { visitor } from "./harness/chromium.ts";
import { demoOfFile } from "./harness/stage.ts";
import { openWidget } from "./harness/talk.ts";
import { Customer } from "./harness/widget.ts";

const FOLDER = process.env["PICTURES"] ?? tmpdir();
const SIZE = { width: 1100, height: 740 };

const stage = demoOfFile();

async function shoot(page: Page, name: string): Promise<void> {
  const taken = await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: "disabled" });
  expect(taken.length).toBeGreaterThan(5_000);
}

test("the widget on a page, from the greeting to the end", async () => {
  const anna = await Agent.ready(stage.server);
  const { context, customer } = await openWidget(stage, { viewport: SIZE });
  await customer.button("Start the chat").waitFor();
  await shoot(customer.page, "widget-greeting");
  await customer.button("Start the chat").click();
  await customer.button("Talk to a person").click();
  const session = await anna.accept();
  await customer.sees("You are talking to Anna Andersson now");
  await anna.say(session, "Hello! I have your invoice in front of me. What would you like to change?");
  await customer.write("The address, please. We have moved.");
  await customer.allStored();
  await customer.sees("The address, please.");
  await shoot(customer.page, "widget-conversation");
  await customer.button("More").click();
  await customer.button("End the chat").click();
  await customer.frame.getByRole("dialog").getByRole("button", { name: "End the chat" }).click();
  await customer.frame.getByRole("radio", { name: "Good", exact: true }).check();
  await shoot(customer.page, "widget-rating");
  anna.close();
  await context.close();
});

test("the widget in the dark, from the right, on a small screen", async () => {
  const { context: dark, customer } = await openWidget(stage, { viewport: SIZE, colorScheme: "dark" }, { color: "#0f766e" });
  await customer.button("Start the chat").click();
  await customer.sees("What is it about?");
  await shoot(customer.page, "widget-dark");
  await dark.close();

  const small = await visitor(stage.browser, { viewport: { width: 390, height: 740 }, locale: "ar" });
  const turned = await Customer.at(stage.server, small, { language: "ar" });
  await turned.launcher.click();
  await turned.button("اترك رسالة").click();
  await turned.frame.getByRole("heading", { name: "اترك رسالة" }).waitFor();
  await shoot(turned.page, "widget-arabic");
  await small.close();
});
