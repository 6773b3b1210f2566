// A hostile customer, agent and site: texts and names carry script and tricks of direction. Nothing runs, and the policy has
// nothing to forbid.
import { expect, test } from "vitest";
import { visitor } from "./harness/chromium.ts";
import { demoOfFile } from "./harness/stage.ts";
import { openWidget, talkAtWidget } from "./harness/talk.ts";
import { Customer } from "./harness/widget.ts";

const CANARY = "top.document.title='canary';document.title='canary'";
const SCRIPTS = [
  `<script>${CANARY}</script>`,
  `<img src=x onerror="${CANARY}">`,
  `"><svg onload="${CANARY}">`,
  `<iframe srcdoc="<script>parent.document.title='canary'</script>">`,
  `javascript:${CANARY}`,
  `<a href="javascript:${CANARY}">press</a>`,
  `{{constructor.constructor("${CANARY}")()}}`,
  `<style>@import 'javascript:${CANARY}';*{display:none}</style>`,
];
const TRICKS = ["invoice\u202efdp.exe", "\u2066hidden\u2069", "\u202e\u202e\u202e", "a\u0301".repeat(500), "\u200b\u200b.", "𝕳𝖊𝖑𝖑𝖔 👩‍👩‍👧‍👦"];

const stage = demoOfFile();

test("f30 f31: texts are shown as they are and run nowhere, whoever says them", async () => {
  const { anna, context, customer, session } = await talkAtWidget(stage);
  for (const text of [...SCRIPTS, ...TRICKS]) {
    await customer.write(text);
    await customer.allStored();
    await anna.say(session, text);
  }
  await anna.say(session, "the last");
  await customer.sees("the last");

  for (const text of SCRIPTS) expect(await customer.count(text), text).toBe(2);
  expect(await customer.page.title()).toBe("A shop with a chat");
  expect(await customer.log.locator("script, iframe, style, svg svg, img").count()).toBe(0);
  // What turns directions is seen for what it is, and its own text alone is turned.
  expect(await customer.log.locator(".mark", { hasText: "RLO" }).count()).toBe(8);
  expect(await customer.log.locator(".said:not(bdi)").count()).toBe(0);
  for (const link of await customer.log.locator("a").all()) {
    expect(await link.getAttribute("href")).toMatch(/^https?:\/\//);
  }
  customer.noFaults();
  anna.close();
  await context.close();
});

test("a name that carries script or turns directions is a name, and nothing more", async () => {
  const context = await visitor(stage.browser);
  const customer = await Customer.at(stage.server, context, {
    title: `\u202e<img src=x onerror="${CANARY}">`,
    greeting: `<script>${CANARY}</script>`,
    color: "#123456;background:url(javascript:1)",
  });
  await customer.open();
  await customer.frame.getByText(`<script>${CANARY}</script>`).waitFor();
  expect(await customer.page.title()).toBe("A shop with a chat");
  customer.noFaults();
  await context.close();
});

test("s30: the frame hears its own page alone, and a page hears its own frame alone", async () => {
  const { context, customer } = await openWidget(stage);
  // Of the right shape, from the wrong window; and from the right one, of a shape nobody knows.
  await customer.page.evaluate(() => {
    const child = document.createElement("iframe");
    document.body.append(child);
    const say = (to: Window | null | undefined, post: unknown) => to?.postMessage(post, "*");
    const frame = document.querySelector("[data-switchboard]")?.shadowRoot?.querySelector("iframe")?.contentWindow;
    say(frame, { switchboard: "shown" });
    say(frame, ["hide"]);
    say(window, { switchboard: "close" });
    say(window, { switchboard: "news", unread: 99, underWay: false });
  });
  await customer.page.waitForTimeout(300);
  expect(await customer.field.isVisible()).toBe(true);
  expect(await customer.launcher.getAttribute("aria-label")).toBe("Close the chat");
  // A frame that claims another page than the one around it tells nobody anything.
  const alone = await context.newPage();
  await alone.goto(`${stage.server.url}/widget/?platform=demo-en&page=https://elsewhere.example`);
  await alone.getByRole("textbox", { name: "Write a message" }).waitFor();
  await context.close();
});
