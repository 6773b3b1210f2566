// When nobody is there: what the customer is told, and the message they leave instead.
import { expect, test } from "vitest";
import { Agent } from "./harness/agent.ts";
import { visitor } from "./harness/chromium.ts";
import { demoOfFile } from "./harness/stage.ts";
import { openWidget } from "./harness/talk.ts";
import { Customer } from "./harness/widget.ts";

const stage = demoOfFile();

test("a message for later needs a way to answer it, and becomes work for the inbox", async () => {
  const { context, customer } = await openWidget(stage);
  await customer.frame.getByText("Nobody is free right now, but you can wait in line").waitFor();
  await customer.button("Leave a message").click();
  const submit = customer.frame.locator("form").getByRole("button", { name: "Leave a message" });
  await submit.click();
  await customer.frame.getByText("Write what it is about.").waitFor();
  await customer.frame.getByLabel("Your message").fill("Please call me about invoice 70557076");
  await submit.click();
  await customer.frame.getByText("An e-mail address or a telephone number is needed", { exact: false }).waitFor();
  await customer.frame.getByLabel("E-mail").fill("ada@example.org");
  await submit.click();
  await customer.frame.getByText("We have your message and will get back to you", { exact: false }).first().waitFor();

  const ingrid = await Agent.ready(stage.server, "ingrid");
  const row = await ingrid.next((frame) => frame.type === "row" && JSON.stringify(frame).includes("inkorg"));
  expect(JSON.stringify(row)).toContain("inkorg");

  await customer.button("Back to the chat").click();
  await customer.sees("Please call me about invoice 70557076");
  expect(await customer.frame.getByText("in line").count(), "nobody waits for an answer to a letter").toBe(0);
  customer.noFaults();
  ingrid.close();
  await context.close();
});

test("who waits reads their place, and that it has moved", async () => {
  const [first, second] = [await openWidget(stage), await openWidget(stage)];
  for (const { customer } of [first, second]) {
    await customer.write("human please");
    await customer.sees(/placed in the queue/);
  }
  await first.customer.frame.getByText("You are next in line").waitFor();
  await second.customer.frame.getByText("You are number 2 in line").waitFor();
  await first.customer.button("More").click();
  await first.customer.button("End the chat").click();
  await first.customer.frame.getByRole("dialog").getByRole("button", { name: "End the chat" }).click();
  await second.customer.frame.getByText("You are next in line").waitFor();
  for (const { context } of [first, second]) await context.close();
});

test("a service that closed says when it opens, and offers a message first", async () => {
  const context = await visitor(stage.browser);
  const opensAt = new Date(Date.now() + 36 * 3_600_000).toISOString();
  await context.route("**/availability", (route) =>
    route.fulfill({
      json: { open: false, available: false, hasWorkingAgents: false, opensAt, position: 1, estimatedWait: null },
    }),
  );
  const customer = await Customer.at(stage.server, context);
  await customer.open();
  await customer.frame.getByText(/^We are closed\. We open \w+day/).waitFor();
  expect(await customer.button("Start the chat").count()).toBe(0);
  await customer.button("Leave a message").waitFor();
  customer.noFaults();
  await context.close();
});
