// Frames over a websocket.
import type { Heard, Say } from "@switchboard/shared/sermo.gen.ts";
import type { Carrier, Ending, Opens } from "./carrier.ts";

/** A network that swallows sockets does not say so. */
const OPENS_WITHIN = 8_000;

export const socket: Opens = (base, hello, listener): Carrier => {
  const address = new URL("sermo/socket", base);
  address.protocol = address.protocol.replace("http", "ws");
  const line = new WebSocket(address);
  let refused: string | undefined;
  let wasIn = false;
  let over = false;
  const ends = (code: number) => {
    clearTimeout(late);
    if (over) return;
    over = true;
    const ending: Ending = { code, wasIn };
    listener.ended(refused === undefined ? ending : { ...ending, refused });
  };
  const late = setTimeout(() => {
    ends(1006);
    line.close();
  }, OPENS_WITHIN);
  line.onopen = () => line.send(JSON.stringify(hello));
  line.onmessage = ({ data }) => {
    if (over || typeof data !== "string") return;
    const frame = JSON.parse(data) as Heard;
    if (frame.type === "hello") {
      clearTimeout(late);
      wasIn = true;
    } else if (frame.type === "refused" && !wasIn) {
      refused = frame.code;
    }
    listener.heard(frame);
  };
  line.onclose = ({ code }) => ends(code);
  return {
    send(frame: Say) {
      if (line.readyState === WebSocket.OPEN) line.send(JSON.stringify(frame));
    },
    close() {
      over = true;
      clearTimeout(late);
      line.close(1000);
    },
  };
};
