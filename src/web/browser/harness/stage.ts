// What the tests of a file stand on: a browser, and a demo of the whole file's or of each test's own.
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launch } from "./chromium.ts";
import { Desk } from "./desk.ts";
import { Server } from "./server.ts";

/** There from the first test on. */
export interface Stage {
  readonly browser: Browser;
  readonly server: Server;
}

type Made = { -readonly [Part in keyof Stage]: Stage[Part] };

/** One demo for all tests of the file. */
export function demoOfFile(): Stage {
  const stage = {} as Made;
  beforeAll(async () => {
    [stage.server, stage.browser] = await Promise.all([Server.demo(), launch()]);
  });
  afterAll(async () => {
    await stage.server.stop();
    await stage.browser.close();
  });
  return stage;
}

/** A demo of its own for each test, for those that kill it or count what is in it. */
export function demoOfTest(): Stage {
  const stage = {} as Made;
  beforeAll(async () => {
    stage.browser = await launch();
  });
  beforeEach(async () => {
    stage.server = await Server.demo();
  });
  afterEach(() => stage.server.stop());
  afterAll(() => stage.browser.close());
  return stage;
}

/** The same, with consoles: they are closed after each test, and nothing may have gone wrong in them. */
export function desksOfTest(): Stage & { desk(who: string, options?: BrowserContextOptions): Promise<Desk> } {
  let desks: Desk[] = [];
  const stage = demoOfTest();
  // Hooks after a test run in the opposite order: the consoles are closed before the demo is stopped.
  afterEach(async () => {
    const faults = desks.map(({ faults }) => faults);
    for (const desk of desks) await desk.close();
    desks = [];
    for (const { errors, forbidden } of faults) expect([errors, forbidden]).toEqual([[], []]);
  });
  const desk = async (who: string, options: BrowserContextOptions = {}) => {
    const opened = await Desk.of(stage.browser, stage.server, who, options);
    desks.push(opened);
    return opened;
  };
  return Object.defineProperties({ desk } as ReturnType<typeof desksOfTest>, {
    browser: { get: () => stage.browser },
    server: { get: () => stage.server },
  });
}
