// How quick the pages are in a browser: from a word sent in the widget to its being on the agent's screen, and from the
// address of the console to a console one can use.
import type { Browser } from "playwright-core";
import { expect } from "vitest";
import { visitor } from "./chromium.ts";
import { Customer as Speaker } from "./customer.ts";
import { Desk, link } from "./desk.ts";
import type { Server } from "./server.ts";
import { Customer } from "./widget.ts";

/** Milliseconds, the shortest first. */
export type Times = number[];

/** The time that so many hundredths of all stay within. */
export const within = (times: Times, hundredths: number): number =>
  times[Math.min(times.length - 1, Math.ceil((times.length * hundredths) / 100) - 1)] ?? Number.NaN;

const sorted = (times: number[]): Times => [...times].sort((a, b) => a - b);

interface Noted {
  sentAt: number;
  usableAt?: number;
}

/** Notes when Enter was pressed. Runs in the page. */
function noteSending(): void {
  const noted = globalThis as unknown as Noted;
  // The wall's clock: pages of two processes have no other in common.
  addEventListener("keydown", (event) => event.key === "Enter" && (noted.sentAt = Date.now()), { capture: true });
}

/** Notes when a text like this was drawn. Runs in the page. */
function noteDrawing({ lines, text }: { lines: string; text: string }): Promise<number> {
  const isThere = () => [...document.querySelectorAll(lines)].some((line) => line.textContent === text);
  return new Promise((drawn) => {
    const look = () => {
      if (!isThere()) return;
      watcher.disconnect();
      requestAnimationFrame(() => drawn(Date.now()));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
    look();
  });
}

/** Notes when the agent's state could be set: drawn, and the page idle enough for another frame. Runs in the page. */
function noteUsable(): void {
  const look = () => {
    if (!document.querySelector(".intent-button")) return void requestAnimationFrame(look);
    requestAnimationFrame(() => ((globalThis as unknown as Noted).usableAt = performance.now()));
  };
  look();
}

/** From Enter in the widget to the word on the agent's screen, so many times. */
export async function words(browser: Browser, server: Server, count: number): Promise<Times> {
  const anna = await Desk.of(browser, server, "anna");
  await anna.ready();
  const context = await visitor(browser);
  await context.addInitScript(noteSending);
  const ada = await Customer.at(server, context);
  await ada.open();
  await ada.write("human please");
  await anna.accept();
  await ada.sees("You are talking to Anna Andersson now");
  const frame = ada.page.frames().find((frame) => frame.url().includes("/widget/"));
  if (!frame) throw new Error("there is no frame");
  const times: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const text = `word number ${nth}`;
    await ada.field.fill(text);
    const drawn = anna.page.evaluate(noteDrawing, { lines: ".bubble-customer:not(.bubble-preview) .bubble-text", text });
    await ada.field.press("Enter");
    const sentAt = await frame.evaluate(() => (globalThis as unknown as Noted).sentAt);
    times.push((await drawn) - sentAt);
    // A customer may say five a second.
    await ada.page.waitForTimeout(250);
  }
  await anna.close();
  await context.close();
  return sorted(times);
}

/** From a word over plain HTTP to its ack, so many times: what this machine needs to store one. */
export async function acks(server: Server, count: number): Promise<Times> {
  const bo = await Speaker.on(server, `pace-${Date.now()}`);
  const times: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const before = performance.now();
    await bo.say(`word number ${nth}`);
    times.push(performance.now() - before);
    await new Promise((done) => setTimeout(done, 250));
  }
  return sorted(times);
}

/** From the console's address to a console that shows who is signed in and has drawn it, so many times. */
export async function starts(browser: Browser, server: Server, slower: number, count: number): Promise<Times> {
  const times: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const context = await visitor(browser, { viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
    await page.addInitScript(noteUsable);
    await page.goto(link(server, "anna"));
    const usable = () => page.evaluate(() => (globalThis as unknown as Noted).usableAt ?? 0);
    await expect.poll(usable, { timeout: 30_000 }).toBeGreaterThan(0);
    times.push(await usable());
    await context.close();
  }
  return sorted(times);
}
