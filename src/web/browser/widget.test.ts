// The widget as a customer uses it, an agent at the other end.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./harness/agent.ts";
import { visitor } from "./harness/chromium.ts";
import { demoOfFile } from "./harness/stage.ts";
import { openWidget } from "./harness/talk.ts";
import { Customer } from "./harness/widget.ts";

const stage = demoOfFile();
let anna: Agent;
beforeAll(async () => {
  anna = await Agent.ready(stage.server);
});
afterAll(() => anna.close());

test("the standard flow: greeted, asked, in line, an agent, the end, a rating, the conversation to keep", async () => {
  const { context, customer } = await openWidget(stage);
  await customer.button("Start the chat").click();
  await customer.log.locator(".dots").waitFor();
  await customer.sees("What is it about?");
  await customer.button("Talk to a person").click();
  await customer.sees(/placed in the queue/);
  await customer.frame.getByText("You are next in line").waitFor();

  const session = await anna.accept();
  await customer.sees("You are talking to Anna Andersson now");
  expect(await customer.frame.getByText("You are next in line").count()).toBe(0);
  anna.typing(session, true);
  await customer.log.locator(".dots").waitFor();
  await anna.say(session, "Hello, this is Anna");
  await customer.sees("Hello, this is Anna");
  expect(await customer.log.locator(".dots").count()).toBe(0);
  expect(await customer.frame.getByRole("heading", { level: 1 }).textContent()).toBe("Anna Andersson");

  // What is being written is shown to the agent, and what was read is told.
  await customer.field.pressSequentially("My invoice", { delay: 20 });
  await anna.next((frame) => frame.type === "typing" && frame["preview"] === "My invoice");
  await customer.field.press("Enter");
  await anna.next((frame) => JSON.stringify(frame).includes("My invoice") && frame.type === "event");
  await anna.event("read_marked");

  await customer.button("More").click();
  await customer.button("End the chat").click();
  await customer.frame.getByRole("dialog").getByRole("button", { name: "End the chat" }).click();
  await customer.frame.getByRole("heading", { name: "The chat has ended" }).waitFor();
  await customer.frame.getByRole("radio", { name: "Good", exact: true }).check();
  await customer.frame.getByPlaceholder(/tell us more/).fill("quick and kind");
  await customer.button("Send the rating").click();
  await customer.frame.getByText("Thank you for telling us.").waitFor();
  expect(JSON.stringify(await anna.event("rated"))).toContain('"score":4');

  const saving = customer.page.waitForEvent("download");
  await customer.button("Save the conversation").click();
  const kept = await (await saving).createReadStream();
  let text = "";
  for await (const part of kept) text += String(part);
  expect(text).toContain("Anna Andersson: Hello, this is Anna");

  await customer.button("Start a new chat").click();
  await customer.button("Start the chat").waitFor();
  customer.noFaults();
  await context.close();
});

test("a reload, a second tab and the first again show one conversation, each word once", async () => {
  const { context, customer: first } = await openWidget(stage);
  await first.write("human please");
  const session = await anna.accept();
  await anna.say(session, "one conversation");
  await first.sees("one conversation");

  await first.page.reload();
  await first.open();
  await first.sees("one conversation");
  expect(await first.count("human please")).toBe(1);

  const second = await Customer.at(stage.server, context);
  await second.open();
  await second.sees("one conversation");
  await second.write("from the second tab");
  await first.sees("from the second tab");
  await anna.say(session, "to both of you");
  for (const tab of [first, second]) {
    await tab.sees("to both of you");
    expect(await tab.count("from the second tab")).toBe(1);
    expect(await tab.count("one conversation")).toBe(1);
    tab.noFaults();
  }
  await anna.done(session);
  await context.close();
});

test("two tabs that are opened for the very first time at once are one customer", async () => {
  const context = await visitor(stage.browser);
  const tabs = [await Customer.at(stage.server, context), await Customer.at(stage.server, context)];
  await Promise.all(tabs.map((tab) => tab.launcher.evaluate((button: HTMLElement) => button.click())));
  const [first, second] = tabs as [Customer, Customer];
  for (const tab of tabs) await tab.field.waitFor();
  await first.write("human please");
  const session = await anna.accept();
  await second.sees("human please");
  await second.write("from the second tab");
  await first.sees("from the second tab");
  const kept = await first.page.frames().find((frame) => frame.url().includes("/widget/"))?.evaluate(() => Object.keys(localStorage));
  expect(kept?.filter((name) => name.startsWith("switchboard:"))).toHaveLength(1);
  for (const tab of tabs) tab.noFaults();
  await anna.done(session);
  await context.close();
});

test("what arrives while the window is small is counted on the button, and the page is told", async () => {
  const context = await visitor(stage.browser);
  // As a page that calls before the script is there.
  await context.addInitScript(() => {
    const page = globalThis as unknown as { switchboard: ((...call: unknown[]) => void) & { q?: unknown[] }; heard: unknown[] };
    if (window !== window.top) return;
    page.heard = [];
    page.switchboard = (...call) => (page.switchboard.q ??= []).push(call);
    page.switchboard("on", "unread", (detail: unknown) => page.heard.push(detail));
    page.switchboard("open");
  });
  const customer = await Customer.at(stage.server, context);
  await customer.field.waitFor();
  await customer.write("human please");
  const session = await anna.accept();
  await customer.sees("You are talking to Anna Andersson now");
  await customer.button("Minimise").click();
  await anna.say(session, "are you there?");
  await customer.page.getByRole("button", { name: "Open the chat (1 unread)" }).waitFor();
  expect(await customer.page.evaluate("heard.at(-1)")).toEqual({ count: 1 });
  await customer.launcher.click();
  await customer.page.getByRole("button", { name: "Close the chat" }).waitFor();
  await customer.sees("are you there?");
  customer.noFaults();

  await customer.page.goto("about:blank");
  await anna.next((frame) => JSON.stringify(frame).includes('"unloaded":true'));
  await anna.done(session);
  await context.close();
});
