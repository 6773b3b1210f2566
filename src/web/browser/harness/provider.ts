// The telephone provider, which reports what happens in a call.
import type { Server } from "./server.ts";

export async function report(server: Server, type: string, call: string, fields: Record<string, string> = {}): Promise<void> {
  const answer = await fetch(`${server.url}/teravoz/webhook`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ type, call_id: call, ...fields }),
  });
  if (!answer.ok) throw new Error(`${type}: ${answer.status} ${await answer.text()}`);
}
