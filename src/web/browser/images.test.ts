// Pictures both ways: picked, pasted and dropped by the customer, shown on both sides; what is none is refused.
import { deflateSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./harness/agent.ts";
import { launch, visitor } from "./harness/chromium.ts";
import { Server } from "./harness/server.ts";
import { Customer } from "./harness/widget.ts";

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([Server.demo(), launch()]);
});
afterAll(async () => {
  await server.stop();
  await browser.close();
});

/** A plain PNG of one colour, 64 by 40. */
function png(): Buffer {
  const crc = (bytes: Buffer): number => {
    let value = ~0;
    for (const byte of bytes) {
      value ^= byte;
      for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (0xedb88320 & -(value & 1));
    }
    return ~value >>> 0;
  };
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc(body), body.length + 4);
    return frame;
  };
  const head = Buffer.from([0, 0, 0, 64, 0, 0, 0, 40, 8, 2, 0, 0, 0]);
  const rows = Buffer.concat(Array.from({ length: 40 }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(192, 0x5a)])));
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([sign, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

test("pictures go both ways, over a reload too, and what is none is refused", async () => {
  const anna = await Agent.ready(server);
  const context = await visitor(browser);
  const customer = await Customer.at(server, context);
  await customer.open();
  await customer.write("human please");
  const session = await anna.accept();
  await customer.sees("You are talking to Anna Andersson now");

  const pick = customer.frame.locator("input[type=file]");
  await pick.setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
  await customer.frame.getByText("Only JPEG, PNG, GIF and WebP").waitFor();
  await pick.setInputFiles({ name: "shot.png", mimeType: "image/png", buffer: png() });
  await customer.button("Remove the picture").waitFor();
  await customer.write("my invoice");
  await customer.allStored();
  const received = await anna.next((frame) => frame.type === "event" && JSON.stringify(frame).includes("my invoice"));
  expect(JSON.stringify(received)).toContain('"attachment"');

  // What says it is a picture and is none gets as far as the server.
  await pick.setInputFiles({ name: "shot.png", mimeType: "image/png", buffer: Buffer.from("not at all a picture") });
  await customer.button("Send").click();
  await customer.frame.getByRole("alert").waitFor();
  await customer.button("Remove the picture").click();

  const upload = await fetch(`${server.url}/api/v1/sessions/${session}/images`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token("anna")}`, "content-type": "image/png" },
    body: new Uint8Array(png()),
  });
  const { image_id: imageId } = (await upload.json()) as { image_id: string };
  await anna.say(session, "and here is mine", { imageId });
  await customer.sees("and here is mine");
  const shown = () =>
    customer.log.locator("img").evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
  await expect.poll(shown).toEqual([64, 64]);
  await customer.page.reload();
  await customer.open();
  await expect.poll(shown, { timeout: 10_000 }).toEqual([64, 64]);
  await customer.button("Show the picture larger").first().click();
  await customer.button("Close the picture").click();
  customer.noFaults();
  anna.close();
  await context.close();
});
