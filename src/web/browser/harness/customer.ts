// A customer over plain HTTP, so that a test of the console needs no widget.
import type { Server } from "./server.ts";

export class Customer {
  private ids = 0;

  private constructor(
    private readonly server: Server,
    private readonly user: string,
    private readonly token: string,
    private readonly platform: string,
  ) {}

  /** Somebody new on the demo's site. */
  static async on(server: Server, user: string, platform = "demo-web"): Promise<Customer> {
    const hello = await post(server, "/hello", { type: "hello", platformId: platform, userId: user });
    return new Customer(server, user, String(hello["token"]), platform);
  }

  /** Says something; the session. */
  async say(text: string): Promise<string> {
    const acked = await this.tell({ type: "text", id: `m${++this.ids}`, text });
    return String(acked["session"]);
  }

  /** Says something with a picture. */
  async show(text: string, png: Buffer): Promise<void> {
    await this.tell({ type: "text", id: `m${++this.ids}`, text, image: `data:image/png;base64,${png.toString("base64")}` });
  }

  /** Leaves for good. */
  async leave(): Promise<void> {
    await this.tell({ type: "client_left", id: `m${++this.ids}`, text: "", at: new Date().toISOString() });
  }

  async typing(text: string): Promise<void> {
    await this.tell({ type: "typing", text });
  }

  private tell(event: object): Promise<Record<string, unknown>> {
    return post(this.server, "/events", { platformId: this.platform, userId: this.user, ...event }, this.token);
  }
}

async function post(server: Server, path: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (token) headers["Authorization"] = `Bearer ${token}`;
  const answer = await fetch(`${server.url}/sermo${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}
