// The clients of the Bürokratt dialect as far as a test needs them: calls with cookies, a stream held open.
import type { Place } from "./server.ts";

type Json = Record<string, unknown>;

let ticks = 0;
/** A hand never does two things in one millisecond. */
function now(): string {
  ticks += 1;
  return new Date(Date.now() + ticks).toISOString();
}

export class Gov {
  private readonly streams = new AbortController();

  private constructor(
    private readonly server: Place,
    private cookie: string,
    private chat: string,
  ) {}

  /** A customer of the widget, who has said something. */
  static async customer(server: Place, text: string): Promise<Gov> {
    const gov = new Gov(server, "", "");
    const begun = await gov.call("/init-chat", {
      message: { chatId: null, content: text, authorTimestamp: now(), authorRole: "end-user" },
      endUserTechnicalData: { endUserUrl: "https://www.example.org/et", endUserOs: "Mozilla/5.0" },
    });
    gov.chat = (begun as { id: string }).id;
    await gov.listen("/sse/get-new-messages?timeRangeBegin=");
    return gov;
  }

  /** An agent on the dialect's pages, who is there. */
  static async agent(server: Place, token: string, id: string): Promise<Gov> {
    const gov = new Gov(server, `customJwtCookie=${token}`, "");
    await gov.listen("/sse/cs-get-all-active-chats");
    await gov.call("/cs-set-customer-support-activity", { customerSupportStatus: "true", customerSupportId: id });
    return gov;
  }

  get id(): string {
    return this.chat;
  }

  /** What a call answers: the first member of `data`. */
  async call(path: string, body: Json = {}): Promise<unknown> {
    const answer = await fetch(`${this.server.url}/buerokratt/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: this.cookie },
      body: JSON.stringify(body),
    });
    const set = answer.headers.get("set-cookie")?.split(";")[0];
    if (set) this.cookie = set;
    const told = (await answer.json()) as { data?: Json; error?: string };
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${told.error ?? ""}`);
    return Object.values(told.data ?? {})[0];
  }

  /** Says something, or an event, as the customer. */
  async says(content: string, event = ""): Promise<void> {
    await this.call("/post-message", { chatId: this.chat, content, event, authorTimestamp: now(), authorRole: "end-user" });
  }

  /** Says something, or an event, as the agent. */
  async does(path: string, chat: string, content: string, event = ""): Promise<void> {
    const by = { authorFirstName: "", authorId: "", authorRole: "backoffice-user" };
    await this.call(path, { chatId: chat, content, event, authorTimestamp: now(), ...by });
  }

  /** The customer's messages. */
  async messages(): Promise<Json[]> {
    return (await this.call("/get-messages-by-chat-id")) as Json[];
  }

  /** Answers the question with this event. */
  async answers(question: string, answer: string): Promise<void> {
    const asked = (await this.messages()).find(({ event }) => event === question);
    if (!asked) throw new Error(`${question} was never asked`);
    await this.call("/post-message-with-new-event", { ...asked, event: answer, authorTimestamp: now(), authorRole: "end-user" });
  }

  close(): void {
    this.streams.abort();
  }

  private async listen(path: string): Promise<void> {
    const answer = await fetch(`${this.server.url}/buerokratt/v1${path}`, {
      headers: { cookie: this.cookie },
      signal: this.streams.signal,
    });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    void answer.text().catch(() => undefined);
  }
}
