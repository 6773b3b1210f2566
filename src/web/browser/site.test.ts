// The widget on somebody else's site, on an origin of its own: shown where it is listed and nowhere else, and told by the site
// who the customer is.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, visitor, watch } from "./harness/chromium.ts";
import { Founded, OWNER } from "./harness/founded.ts";
import { Site, type SiteKey } from "./harness/site.ts";

let browser: Browser;
let server: Founded;
let site: Site;
let owner: Page;
let key: SiteKey;

beforeAll(async () => {
  [browser, server, site] = await Promise.all([launch(), Founded.start(), Site.open()]);
  Object.assign(site, { chat: server.url, platform: "shop" });
  owner = await (await visitor(browser, { viewport: { width: 1440, height: 900 } })).newPage();
  await owner.goto(`${server.url}/console/`);
  await owner.getByLabel("Login").fill(OWNER.login);
  await owner.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await owner.getByRole("button", { name: "Sign in", exact: true }).click();
  await owner.locator(".intent-button").waitFor();
  await put("queues/support", { name: "Support" });
  await put("agents/olle", { name: "Olle Olsson", queues: ["support"], capacity: { chat: 3 } });
  await put("platforms/shop", { workspace: "acme", name: "Shop", language: "en", queue: "support", origins: [site.origin] });
  key = (await api("POST", "platforms/shop/site-keys", { name: "shop", algorithm: "HS256" })) as SiteKey;
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  site.close();
});

/** As the owner, from the console's own page. */
function api(method: string, path: string, body: object): Promise<unknown> {
  return owner.evaluate(
    async ({ method, path, body }) => {
      const headers: Record<string, string> = { "content-type": "application/json", "x-switchboard": "1" };
      const has = method === "PUT" ? await fetch(`../api/v1/${path}`) : undefined;
      if (has?.ok) headers["if-match"] = has.headers.get("etag") ?? "";
      else if (has) headers["if-none-match"] = "*";
      const answer = await fetch(`../api/v1/${path}`, { method, headers, body: JSON.stringify(body) });
      const told: unknown = await answer.json();
      if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(told)}`);
      return told;
    },
    { method, path, body },
  );
}

const put = (path: string, body: object) => api("PUT", path, body);

test("s30: on a listed origin page and frame speak to exactly each other, and the site says who the customer is", async () => {
  const page = await (await visitor(browser)).newPage();
  const faults = watch(page);
  await page.goto(`${site.origin}/cart?secret=1#part`);
  await page.locator("[data-switchboard] button").waitFor();
  const token = site.vouch(key, "4711", { name: "Ada Berg", email: "ada@example.org" });
  await page.evaluate((token) => (window as unknown as { switchboard: (...call: string[]) => void }).switchboard("identify", token), token);
  await page.locator("[data-switchboard] button").click();
  const frame = page.frameLocator("[data-switchboard] iframe");
  await frame.getByRole("textbox", { name: "Write a message" }).fill("Where is my parcel?");
  await frame.getByRole("button", { name: "Send" }).click();
  await frame.getByText("Where is my parcel?").waitFor();

  await owner.locator(".intent-button").click();
  await owner.getByRole("menuitem", { name: "Ready for chats" }).click();
  await owner.getByRole("button", { name: /^Accept/ }).first().click();
  await owner.locator("#reply").waitFor();
  await owner.locator(".context", { hasText: "Ada Berg" }).waitFor();
  await owner.locator(".proof-signed").waitFor();
  const context = owner.locator(".context");
  expect(await context.textContent()).toContain("ada@example.org");
  expect(await context.textContent(), "the page, without what the site keeps to itself").toContain(`${site.origin}/cart`);
  expect(await context.textContent()).not.toContain("secret=1");

  // What came to the page came from the frame's origin; and what was told, was told of.
  const { posts, heard } = await page.evaluate(() => {
    const noted = window as unknown as { posts: [string, string][]; heard: string[] };
    return { posts: noted.posts, heard: noted.heard };
  });
  expect(posts.length).toBeGreaterThan(2);
  expect([...new Set(posts.map(([origin]) => origin))]).toEqual([server.url]);
  expect(heard).toEqual(expect.arrayContaining(["ready", "open", "started"]));

  // A frame that claims another page tells this one nothing, and what the page tells itself is no frame's word.
  await page.evaluate((stranger) => {
    const child = document.createElement("iframe");
    child.src = stranger;
    document.body.append(child);
  }, `${server.url}/widget/?platform=shop&page=${encodeURIComponent("http://elsewhere.example")}`);
  await page.evaluate(() => window.postMessage({ switchboard: "close" }, "*"));
  await page.waitForTimeout(500);
  expect(await frame.getByRole("textbox", { name: "Write a message" }).isVisible()).toBe(true);
  expect(faults).toEqual({ errors: [], forbidden: [] });
  await page.context().close();
});

test("a token that is none changes nothing of the conversation", async () => {
  const page = await (await visitor(browser)).newPage();
  await page.goto(site.origin);
  await page.locator("[data-switchboard] button").waitFor();
  const forged = `${site.vouch(key, "4711").split(".").slice(0, 2).join(".")}.AAAA`;
  await page.evaluate((token) => (window as unknown as { switchboard: (...call: string[]) => void }).switchboard("identify", token), forged);
  await page.locator("[data-switchboard] button").click();
  const frame = page.frameLocator("[data-switchboard] iframe");
  await frame.getByRole("textbox", { name: "Write a message" }).fill("I am somebody else");
  await frame.getByRole("button", { name: "Send" }).click();
  await owner.locator(".offer", { hasText: "I am somebody else" }).waitFor();
  await owner.getByRole("button", { name: /^Accept/ }).first().click();
  await owner.locator(".conversation-head").waitFor();
  await owner.locator(".bubble-text", { hasText: "I am somebody else" }).waitFor();
  await owner.waitForTimeout(500);
  expect(await owner.locator(".proof-signed").count()).toBe(0);
  expect(await owner.locator(".context").textContent()).not.toContain("Ada Berg");
  await page.context().close();
});

test("on an origin that is not listed the window is not shown", async () => {
  const other = await Site.open();
  Object.assign(other, { chat: server.url, platform: "shop" });
  const page = await (await visitor(browser)).newPage();
  const faults = watch(page);
  await page.goto(other.origin);
  await page.locator("[data-switchboard] button").click();
  await expect.poll(() => faults.forbidden.join()).toContain("frame-ancestors");
  expect(await page.frameLocator("[data-switchboard] iframe").getByRole("textbox").count()).toBe(0);
  other.close();
  await page.context().close();
});
