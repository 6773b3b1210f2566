// The rules of WCAG 2.2 AA a program can check.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame, Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What is wrong with this page or frame, one line each; nothing when all is well. */
export async function violations(place: Page | Frame): Promise<string[]> {
  // Playwright evaluates in a world that a page's policy does not bind.
  await place.evaluate(source);
  const found = (await place.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, iframes: false }).then((result) => result.violations)`,
  )) as Violation[];
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}
