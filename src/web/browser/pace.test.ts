// The pages' pace, as ratios, since a machine under test is as slow as it happens to be; PACE=100 takes a hundred times and prints
// the figures.
import { expect, test } from "vitest";
import { acks, starts, type Times, within, words } from "./harness/pace.ts";
import { demoOfFile } from "./harness/stage.ts";

const MANY = Number(process.env["PACE"] ?? 15);

const stage = demoOfFile();

function report(what: string, times: Times): void {
  const figures = [50, 95, 100].map((hundredths) => `p${hundredths} ${within(times, hundredths).toFixed(0)} ms`);
  if (process.env["PACE"]) console.log(`${what}: ${figures.join(", ")} (${times.length} times)`);
}

test("from a word sent to a word on the screen there is little beside the server's own time: no poll, no wait for a lull", async () => {
  const [times, bare] = [await words(stage.browser, stage.server, MANY), await acks(stage.server, MANY)];
  report("from Enter in the widget to the agent's screen", times);
  report("a word over HTTP, until it is stored", bare);
  expect(times[0], "nothing is shown before it is sent").toBeGreaterThanOrEqual(0);
  expect(within(times, 50) / within(bare, 50)).toBeLessThan(25);
}, 120_000);

test("a console on a slow processor starts slower by little more than the processor is", async () => {
  const few = Math.ceil(MANY / 5);
  const [usual, slow] = [await starts(stage.browser, stage.server, 1, few), await starts(stage.browser, stage.server, 4, few)];
  report("the console, usable", usual);
  report("the console, usable, on a processor four times slower", slow);
  expect(within(slow, 50) / within(usual, 50)).toBeLessThan(12);
}, 120_000);
