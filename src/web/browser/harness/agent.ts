// An agent at the console's socket, so that a test of the widget needs no console.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import type { Server } from "./server.ts";

type Frame = Record<string, unknown> & { type: string };

/** How long an agent waits for what must come. */
const PATIENCE = 15_000;

export class Agent {
  private readonly heard: Frame[] = [];
  private ids = 0;
  /** Ids belong to the person, whichever connection they come over. */
  private readonly name = randomUUID();
  private wake: () => void = () => {};

  private constructor(private readonly socket: WebSocket) {
    socket.on("message", (data) => {
      this.heard.push(JSON.parse(String(data)) as Frame);
      this.wake();
    });
    this.beat = setInterval(() => this.send({ type: "heartbeat" }), 5_000);
  }

  private readonly beat: NodeJS.Timeout;

  /** Signs in and is ready for chats. */
  static async ready(server: Server, id = "anna"): Promise<Agent> {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/console/socket`);
    await once(socket, "open");
    const agent = new Agent(socket);
    agent.send({ type: "hello", token: server.token(id) });
    await agent.next("hello");
    await agent.ask({ type: "ready" });
    return agent;
  }

  /** Takes the next offer; the session. */
  async accept(): Promise<string> {
    const offer = await this.next("offer");
    await this.ask({ type: "accept", offer: offer["offer"] });
    await this.next("assigned");
    const session = String(offer["session"]);
    await this.ask({ type: "open", session });
    return session;
  }

  say(session: string, text: string, more: object = {}): Promise<Frame> {
    return this.ask({ type: "say", session, text, ...more });
  }

  typing(session: string, on: boolean): void {
    this.send({ type: "typing", session, on });
  }

  done(session: string): Promise<Frame> {
    return this.ask({ type: "done", session });
  }

  /** Sends a command and waits for its ack. */
  async ask(command: object): Promise<Frame> {
    const id = `${this.name}-${++this.ids}`;
    this.send({ ...command, id });
    const answer = await this.next((frame) => frame["id"] === id);
    if (answer.type !== "ack") throw new Error(`refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** The next frame of this kind, heard already or still to come. */
  async next(wanted: string | ((frame: Frame) => boolean)): Promise<Frame> {
    const fits = typeof wanted === "string" ? (frame: Frame) => frame.type === wanted : wanted;
    const until = Date.now() + PATIENCE;
    for (;;) {
      const at = this.heard.findIndex(fits);
      const found = this.heard.splice(at, at < 0 ? 0 : 1)[0];
      if (found) return found;
      const left = until - Date.now();
      if (left <= 0) throw new Error(`never heard: ${String(wanted)}; but ${JSON.stringify(this.heard)}`);
      await new Promise<void>((done) => {
        const late = setTimeout(done, left);
        this.wake = () => {
          clearTimeout(late);
          done();
        };
      });
    }
  }

  /** The next event of this kind in an opened session. */
  event(kind: string): Promise<Frame> {
    return this.next((frame) => frame.type === "event" && (frame["event"] as { kind?: string }).kind === kind);
  }

  close(): void {
    clearInterval(this.beat);
    this.socket.close();
  }

  private send(frame: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }
}
