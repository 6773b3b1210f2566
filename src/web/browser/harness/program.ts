// The program under test, and a port nobody else has.
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

export const PROGRAM =
  process.env["SWITCHBOARD_PROGRAM"] ?? fileURLToPath(new URL("../../../../target/debug/switchboard", import.meta.url));

/** How long it may take to start, in milliseconds, on a machine that has other work. */
export const STARTS_WITHIN = 30_000;

export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  await once(listener, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
