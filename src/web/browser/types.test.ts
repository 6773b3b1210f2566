// The API's types are those of its document; WRITE_TYPES=1 writes them (scripts/types does).
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString, type OpenAPI3 } from "openapi-typescript";
import { expect, test } from "vitest";
import { Server } from "./harness/server.ts";

const PROBLEM = {
  description: "A problem document (RFC 9457); its `code` is stable.",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/** The document names every failure of every operation; to the pages all of them are one kind of answer. */
function withOneFailure(document: OpenAPI3): OpenAPI3 {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path) as { responses?: Record<string, unknown> }[]) {
      const done = Object.entries(operation.responses ?? {}).filter(([status]) => status < "400");
      operation.responses = { ...Object.fromEntries(done), default: PROBLEM };
    }
  }
  return document;
}

const FILE = new URL("../shared/api.gen.ts", import.meta.url);

test("the pages know the API as its document says", async () => {
  const server = await Server.demo();
  try {
    const answer = await fetch(`${server.url}/api/v1/openapi.json`);
    const tree = await openapi(withOneFailure((await answer.json()) as OpenAPI3), { defaultNonNullable: false });
    const types = `// Written by scripts/types from the API's document. Do not edit.\n\n${astToString(tree)}`;
    if (process.env["WRITE_TYPES"]) writeFileSync(FILE, types);
    expect(readFileSync(FILE, "utf8") === types, "src/web/shared/api.gen.ts is stale: run scripts/types").toBe(true);
  } finally {
    await server.stop();
  }
});
