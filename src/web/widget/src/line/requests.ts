// Frames over requests and a stream, where sockets are blocked. One request after another, which keeps their order.
import type { Heard, Hello, Say, Welcome } from "@switchboard/shared/sermo.gen.ts";
import { type Carrier, type Listener, LOST, NOT_LET_IN, type Opens } from "./carrier.ts";
import { events } from "./stream.ts";

/** Answers that say: not as this customer, or not from here. */
const NOT_IN = [401, 403, 404];

export const requests: Opens = (base, hello, listener) => new Requests(base, hello, listener);

class Requests implements Carrier {
  private readonly going = new AbortController();
  private headers: Record<string, string> = {};
  private last: Promise<void>;
  private wasIn = false;

  constructor(
    private readonly base: URL,
    hello: Hello,
    private readonly listener: Listener,
  ) {
    this.last = this.begin(hello).catch((why) => this.ends(why instanceof Refusal ? why : undefined));
  }

  send(frame: Say): void {
    this.last = this.last.then(async () => {
      if (this.going.signal.aborted) return;
      try {
        const answer = await this.post("events", frame);
        if (answer.status !== 204) this.listener.heard((await answer.json()) as Heard);
      } catch {
        this.ends();
      }
    });
  }

  close(): void {
    this.going.abort();
  }

  private async begin(hello: Hello): Promise<void> {
    const answer = await this.post("hello", hello);
    const frame = (await answer.json()) as Heard;
    if (!answer.ok || frame.type !== "hello") {
      const code = frame.type === "refused" ? frame.code : undefined;
      throw new Refusal(NOT_IN.includes(answer.status) ? NOT_LET_IN : LOST, code);
    }
    this.headers = {
      authorization: `Bearer ${frame.token ?? hello.token ?? ""}`,
      "x-connection-id": frame.connectionId,
    };
    this.wasIn = true;
    this.listener.heard(frame);
    void this.listen(hello, frame).catch(() => this.ends());
  }

  private async listen(hello: Hello, welcome: Welcome): Promise<void> {
    const from = hello.session && !welcome.resync ? { "last-event-id": `${hello.session}:${hello.after ?? 0}` } : {};
    const headers = { ...this.headers, ...from };
    const answer = await fetch(new URL("sermo/stream", this.base), { headers, signal: this.going.signal });
    if (!answer.ok || !answer.body) return this.ends();
    for await (const { name, data } of events(answer.body)) {
      if (name === "close") return this.ends(new Refusal((JSON.parse(data) as { code: number }).code));
      const frame = JSON.parse(data) as Heard;
      if (frame.type !== "hello") this.listener.heard(frame);
    }
    this.ends();
  }

  private post(door: string, body: object): Promise<Response> {
    return fetch(new URL(`sermo/${door}`, this.base), {
      method: "POST",
      headers: { ...this.headers, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: this.going.signal,
    });
  }

  private ends(why = new Refusal(LOST)): void {
    if (this.going.signal.aborted) return;
    this.going.abort();
    const ending = { code: why.code, wasIn: this.wasIn };
    this.listener.ended(why.refused === undefined ? ending : { ...ending, refused: why.refused });
  }
}

class Refusal extends Error {
  constructor(
    readonly code: number,
    readonly refused?: string,
  ) {
    super(refused);
  }
}
