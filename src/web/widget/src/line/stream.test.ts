import { expect, test } from "vitest";
import { events, type StreamEvent } from "./stream.ts";

test("events are read however the bytes are cut, and comments are none", async () => {
  const text = ": hello\n\nretry: 500\n\nid: s:1\ndata: {\"a\":\"ö\"}\n\nevent: close\ndata: {\"code\":1013}\n\n";
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 3, 7, bytes.length]) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
    const all: StreamEvent[] = [];
    for await (const event of events(body)) all.push(event);
    expect(all, `in pieces of ${size}`).toEqual([
      { name: "message", data: '{"a":"ö"}' },
      { name: "close", data: '{"code":1013}' },
    ]);
  }
});
