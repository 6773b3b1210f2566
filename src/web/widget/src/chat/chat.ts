// The conversation: puts line, outbox, arrivals and what is kept together, and tells the window whenever anything changed.
import type { Heard, Hello, Say, Told, Welcome } from "@switchboard/shared/sermo.gen.ts";
import type { Left } from "../doors.ts";
import type { Keeping, Kept, Unsent } from "../keeping.ts";
import { Line, type LineUser, type Standing } from "../line/line.ts";
import { turn } from "../line/turn.ts";
import { Arrivals } from "./arrivals.ts";
import { Outbox } from "./outbox.ts";
import { Preview } from "./preview.ts";
import { type Happening, reduce } from "./reduce.ts";
import { nothing, type State } from "./state.ts";

/** What a site hears of it. */
export type Noted = "started" | "message" | "ended" | "rated";

export interface Site {
  noted(what: Noted, detail?: Record<string, number>): void;
}

const MARKS_EVERY = 300;
/** What is read at once needs not be said to have come as well. */
const RECEIPTS_EVERY = 500;

export class Chat implements LineUser {
  state: State = nothing;
  /** Redraws the window. */
  changed: () => void = () => {};
  private readonly line: Line;
  private readonly outbox: Outbox;
  private readonly arrivals: Arrivals;
  readonly preview: Preview;
  private userId = "";
  private connection = "";
  /** What the site says of the customer, until the server knows. */
  private vouched: string | undefined;
  private marking: ReturnType<typeof setTimeout> | undefined;
  private receipting: ReturnType<typeof setTimeout> | undefined;
  /** The site's page, told anew over each line. */
  private page: { url: string; title: string } | undefined;
  private readonly asked = new Map<string, (done: boolean) => void>();

  constructor(
    readonly base: URL,
    readonly platform: string,
    readonly keeping: Keeping,
    private readonly site: Site,
  ) {
    this.line = new Line(base, this);
    this.outbox = new Outbox(keeping, {
      send: (unsent) => this.line.ask({ type: "text", ...this.me(), ...unsent }),
      stored: ({ id, session, seq }) =>
        this.happened({ what: "stored", id, ...(session && { session }), ...(seq && { seq }) }),
      refused: (id, code) => this.happened({ what: "refused", id, code }),
    });
    this.arrivals = new Arrivals({
      told: (told) => this.tell(told),
      writing: (on) => this.happened({ what: "writing", on }),
    });
    this.preview = new Preview((text) => this.line.send({ type: "typing", ...this.me(), text }));
    const kept = keeping.get();
    this.state = { ...nothing, read: kept.read ?? 0 };
    for (const unsent of this.outbox.unsent) this.happened({ what: "wrote", unsent, at: new Date().toISOString() });
  }

  /** Goes on where the customer left off, or gets ready for their first word. */
  open(): void {
    this.line.open();
  }

  /** Asks the bot, or whoever is there, to begin. */
  start(): Promise<boolean> {
    return this.ask({ type: "start", ...this.me() });
  }

  write(text: string, picture?: { imageId: string; image: string }): void {
    const unsent: Unsent = { id: crypto.randomUUID(), text, ...(picture && { imageId: picture.imageId }) };
    this.preview.sent();
    const at = new Date().toISOString();
    this.happened({ what: "wrote", unsent, at, ...(picture && { image: picture.image }) });
    this.outbox.add(unsent);
  }

  writeAgain(id: string): void {
    const entry = this.state.entries.find((entry) => entry.id === id);
    if (!entry) return;
    this.happened({ what: "takenBack", id });
    const { text, imageId, image = "" } = entry;
    this.write(text, imageId ? { imageId, image } : undefined);
  }

  takeBack(id: string): void {
    this.happened({ what: "takenBack", id });
  }

  leave(text: string): Promise<boolean> {
    return this.ask({ type: "client_left", ...this.me(), text, at: new Date().toISOString() });
  }

  async rate(score: number, text: string): Promise<boolean> {
    const { session } = this.state;
    if (!session) return false;
    const done = await this.ask({ type: "rating", ...this.me(), session, score, ...(text && { text }) });
    if (done) {
      if (this.keeping.get().session === session) this.keeping.set({ rated: true });
      this.site.noted("rated", { score });
    }
    return done;
  }

  identify(token: string): void {
    this.vouched = token;
    if (this.line.isUp) this.vouch();
  }

  /** The customer is on this page of the site. */
  isOn({ url, title }: { url: string; title: string }): void {
    this.page = { url, title };
    this.line.send({ type: "customer_page", ...this.me(), url, title });
  }

  /** What stands in the window was looked at. */
  readAll(): void {
    const { session, seq, read, ended } = this.state;
    if (!session || seq <= read) return;
    this.happened({ what: "read", seq });
    this.keeping.set({ read: seq });
    if (!ended) this.marking ??= setTimeout(() => this.mark(), MARKS_EVERY);
  }

  /** Several at once are one mark: it says up to where. */
  private mark(): void {
    this.marking = undefined;
    const { read: seq } = this.state;
    this.line.send({ type: "messages_read", ...this.me(), text: "read", at: new Date().toISOString(), seq });
  }

  private receipt(): void {
    this.receipting = undefined;
    const { session, seq, read } = this.state;
    if (session && seq > read) this.line.send({ type: "messages_received", ...this.me(), session, seq });
  }

  /** After the end: the next word begins another conversation. */
  afresh(): void {
    this.happened({ what: "afresh" });
    const { userId, token, unsent = [] } = this.keeping.get();
    this.keeping.set({ session: "", ended: false, read: 0, rated: false, unsent, ...(userId && { userId }), ...(token && { token }) });
  }

  /** The page goes: the last word, as a request also where the line is a socket. A request outlives its page. */
  unload(): void {
    const word: Say = { type: "client_unload", ...this.me(), at: new Date().toISOString() };
    const token = this.keeping.get().token;
    if (!token || !this.connection) return;
    void fetch(new URL("sermo/events", this.base), {
      method: "POST",
      keepalive: true,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "x-connection-id": this.connection,
      },
      body: JSON.stringify(word),
    }).catch(() => undefined);
  }

  /** The token, for what is fetched beside the line. */
  get token(): string {
    return this.keeping.get().token ?? "";
  }

  /** A message was left, by who was `before`. Whoever has become known or gone on meanwhile stays who and where they are. */
  left({ userId, token, session }: Left, before: Kept): void {
    const now = this.keeping.get();
    if (now.token !== before.token) return;
    const isHere = session !== null && now.session === before.session;
    this.keeping.set({ userId, ...(token && { token }), ...(isHere && { session, ended: false }) });
    this.line.again();
  }

  // --- what the line asks and tells

  async turn(): Promise<() => void> {
    return this.token ? () => undefined : turn(`switchboard:${this.platform}`);
  }

  hello(): Hello {
    const { userId, token, session } = this.keeping.get();
    const place = this.state.session
      ? { session: this.state.session, after: this.state.seq }
      : session
        ? { session, after: 0 }
        : {};
    return { type: "hello", platformId: this.platform, ...(userId && { userId }), ...(token && { token }), ...place };
  }

  heard(frame: Heard): void {
    if (frame.type === "hello") return this.welcomed(frame);
    if (frame.type !== "ack" && frame.type !== "refused") return this.arrivals.take(frame);
    if (this.outbox.answered(frame)) return;
    this.asked.get(frame.id ?? "")?.(frame.type === "ack");
    this.asked.delete(frame.id ?? "");
  }

  stands(standing: Standing): void {
    this.happened({ what: "stands", standing });
    if (standing !== "up") {
      this.arrivals.flush();
      for (const answer of this.asked.values()) answer(false);
      this.asked.clear();
      return;
    }
    if (this.vouched) this.vouch();
    if (this.page) this.isOn(this.page);
    this.outbox.resend();
  }

  refused(code: string): boolean {
    if (code !== "foreign_token" && code !== "not_authenticated") return false;
    // The server no longer knows us: as a newcomer it goes on.
    this.keeping.forget();
    return true;
  }

  private welcomed({ userId, token, session, seq, standing, resync = false, connectionId }: Welcome): void {
    // Another tab became known while we asked, where tabs cannot wait for each other: we are who it is.
    if (token && this.token) return this.line.again();
    this.userId = userId;
    this.connection = connectionId;
    this.keeping.set({ userId, ...(token && { token }) });
    this.happened({ what: "welcomed", session, resync, seq, ...(standing && { standing }) });
    this.arrivals.from(session, seq);
  }

  private tell(told: Told): void {
    const before = this.state;
    this.happened({ what: "told", told });
    const { session, ended } = this.state;
    if (session && session !== before.session) {
      const isNew = session !== this.keeping.get().session;
      this.keeping.set({ session, ended: false, ...(isNew && { read: 0, rated: false }) });
      if (isNew) this.site.noted("started");
      else this.happened({ what: "read", seq: this.keeping.get().read ?? 0 });
    }
    if (told.type === "text" && told.direction !== "inbound" && this.state !== before) {
      this.receipting ??= setTimeout(() => this.receipt(), RECEIPTS_EVERY);
      this.site.noted("message");
    }
    if (ended && !before.ended) {
      // Another tab may have gone on to the next one.
      if (this.keeping.get().session === session) this.keeping.set({ ended: true });
      this.site.noted("ended");
    }
  }

  private vouch(): void {
    const token = this.vouched;
    this.vouched = undefined;
    if (token) this.line.send({ type: "identify", ...this.me(), token, id: crypto.randomUUID() });
  }

  private ask(frame: Say): Promise<boolean> {
    if (!this.line.isUp) return Promise.resolve(false);
    const id = crypto.randomUUID();
    return new Promise((done) => {
      this.asked.set(id, done);
      this.line.ask({ ...frame, id } as Say);
    });
  }

  private me(): { platformId: string; userId: string } {
    return { platformId: this.platform, userId: this.userId };
  }

  private happened(happening: Happening): void {
    const next = reduce(this.state, happening);
    if (next === this.state) return;
    this.state = next;
    this.changed();
  }

  /** Something a later page should go on with. */
  get isUnderWay(): boolean {
    const { session, ended, unsent = [] } = this.keeping.get();
    return (Boolean(session) && !ended) || unsent.length > 0;
  }
}
