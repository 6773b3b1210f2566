// A picture to send.
import { deflateSync } from "node:zlib";
import type { Locator } from "playwright-core";

/** A plain PNG of one colour, 64 by 40. */
export function png(): Buffer {
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

/** Hands files to a field or a form as a paste or a drop does; the page's own code takes it from there. */
export async function hand(to: Locator, how: "paste" | "drop", name: string, file: Buffer): Promise<void> {
  await to.evaluate(
    (target, { how, name, bytes }) => {
      const carried = new DataTransfer();
      carried.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
      const more = { bubbles: true, cancelable: true };
      const event = how === "paste" ? new ClipboardEvent("paste", { clipboardData: carried, ...more }) : new DragEvent("drop", { dataTransfer: carried, ...more });
      target.dispatchEvent(event);
    },
    { how, name, bytes: [...file] },
  );
}
