// The socket: signs in with a ticket in its first frame, resumes where the state stands, says what was not answered again,
// and tells the store what comes. It keeps no knowledge of its own but the line itself.

import type { Frame, Spoken } from "../../../shared/console.gen";
import type { Action } from "../store/action";
import type { State } from "../store/state";
import { backoff } from "./backoff";

/** Codes a server closes with when trying again is of no use. */
const SIGNED_OUT = new Set(["not_authenticated", "not_allowed", "second_factor_required"]);
/** Sessions one hello may ask to have opened again. */
const RESUME_LIMIT = 64;
/** A beat is answered. So often at least, and a server that misses two is not there: the banner says so within ten seconds. */
const BEAT = 4_000;
const SILENT = 9_000;

/** Of a burst, so many frames are taken one by one; the rest together, so that thousands cost a few drawings. */
const SINGLY = 20;
const BURST = 50;

/** The parts of a socket that are used; a test hands in its own. */
export interface Line {
  send(text: string): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
}

export interface World {
  /** Opens a socket. */
  connect(): Line;
  /** A ticket, or a token; rejects with a problem's code in `code`. */
  ticket(): Promise<string>;
  now(): number;
  random(): number;
  after(ms: number, then: () => void): () => void;
}

export class Feed {
  private line: Line | null = null;
  private tries = 0;
  private stopped = true;
  private settled = false;
  private heardAt = 0;
  private cancels: (() => void)[] = [];
  private burst = { since: 0, count: 0 };
  private waiting: Action[] = [];

  constructor(
    private readonly world: World,
    private readonly state: () => State,
    private readonly tell: (actions: Action[]) => void,
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.tries = 0;
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
    this.tell([{ do: "link", link: { is: "idle" } }]);
  }

  /** Tries at once: the network is back, or somebody pressed the button. */
  hurry(): void {
    if (this.stopped || this.line) return;
    this.clear();
    this.tries = 0;
    void this.connect();
  }

  /** Sends a command; it stays pending until it is answered, also across breaks. */
  command(command: Spoken & { id: string }): void {
    this.tell([{ do: "said", command, at: this.world.now() }]);
    if (this.settled) this.send(command);
  }

  /** Sends what nobody answers, if there is a line. */
  fleeting(spoken: Extract<Spoken, { type: "typing" }>): void {
    if (this.settled) this.send(spoken);
  }

  private async connect(): Promise<void> {
    this.tries += 1;
    const since = brokeAt(this.state());
    this.tell([{ do: "link", link: { is: "connecting", tries: this.tries, ...(since === undefined ? {} : { since }) } }]);
    const mine = this.tries;
    let ticket: string;
    try {
      ticket = await this.world.ticket();
    } catch (problem) {
      const code = (problem as { code?: string }).code ?? "";
      if (SIGNED_OUT.has(code)) return this.refuse(code);
      return this.again();
    }
    if (this.stopped || this.line || mine !== this.tries) return;
    const line = this.world.connect();
    this.line = line;
    this.settled = false;
    line.onopen = () => this.send({ type: "hello", token: ticket, resume: resume(this.state()) });
    line.onmessage = (event) => this.heard(line, event.data);
    line.onclose = (event) => {
      if (this.line !== line) return;
      this.drop();
      if (event.code === 1008 && SIGNED_OUT.has(event.reason)) return this.refuse(event.reason);
      this.again();
    };
    this.watch(line);
  }

  private heard(line: Line, data: unknown): void {
    if (this.line !== line || typeof data !== "string") return;
    this.heardAt = this.world.now();
    const frame = read(data);
    if (!frame) return;
    if (frame.type === "refused" && frame.id === undefined && SIGNED_OUT.has(frame.code)) return this.refuse(frame.code);
    this.waiting.push({ do: "heard", frame, at: this.heardAt });
    if (this.heardAt - this.burst.since > BURST) this.burst = { since: this.heardAt, count: 0 };
    this.burst.count += 1;
    if (frame.type === "hello" || this.burst.count <= SINGLY) this.take();
    else if (this.waiting.length === 1) this.cancels.push(this.world.after(BURST, () => this.take()));
    if (frame.type === "hello") this.welcomed(line, frame.heartbeatEvery);
  }

  /** Tells of what was heard. */
  private take(): void {
    if (this.waiting.length > 0) this.tell(this.waiting.splice(0));
    this.caughtUp();
  }

  private welcomed(line: Line, every: number): void {
    this.tries = 0;
    this.settled = true;
    const beat = () => {
      if (this.line !== line) return;
      this.send({ type: "heartbeat", id: mint(this.world) });
      this.cancels.push(this.world.after(Math.min(every, BEAT), beat));
    };
    beat();
    const { open, pending } = this.state();
    // Each open session is asked for once more: what is open already is acknowledged with the number it stands at.
    const asked = new Set<string>();
    for (const command of pending.values()) if (command.type === "open" || command.type === "watch") asked.add(command.session);
    for (const [session, { seq }] of open) {
      if (!asked.has(session)) this.command({ type: "open", id: mint(this.world), session, after: seq });
    }
    for (const [id, command] of pending) if ("id" in command && command.id === id) this.send(command);
    this.tell([{ do: "link", link: { is: "catching_up", behind: 0 } }]);
    this.caughtUp();
  }

  /** Says how much is still to come, or that nothing is. */
  private caughtUp(): void {
    const state = this.state();
    if (state.link.is !== "catching_up") return;
    let behind = Math.max(0, state.agentUpTo - state.agentSeq);
    let isAsking = false;
    for (const { upTo, seq } of state.open.values()) behind += Math.max(0, upTo - seq);
    for (const command of state.pending.values()) if (command.type === "open") isAsking = true;
    if (behind === 0 && !isAsking) this.tell([{ do: "link", link: { is: "live" } }]);
    else if (behind !== state.link.behind) this.tell([{ do: "link", link: { is: "catching_up", behind } }]);
  }

  /** A line on which nothing is heard is no line; browsers take minutes to notice. */
  private watch(line: Line): void {
    this.heardAt = this.world.now();
    const look = () => {
      if (this.line !== line) return;
      if (this.world.now() - this.heardAt > SILENT) {
        this.drop();
        return this.again();
      }
      this.cancels.push(this.world.after(1_000, look));
    };
    this.cancels.push(this.world.after(1_000, look));
  }

  private again(): void {
    if (this.stopped) return;
    const wait = backoff(Math.max(1, this.tries), this.world.random());
    const now = this.world.now();
    const since = brokeAt(this.state()) ?? now;
    this.tell([{ do: "link", link: { is: "down", since, nextTry: now + wait } }]);
    this.cancels.push(this.world.after(wait, () => void this.connect()));
  }

  private refuse(code: string): void {
    this.stopped = true;
    this.drop();
    this.tell([{ do: "link", link: { is: "refused", code } }]);
  }

  private drop(): void {
    const { line } = this;
    this.take();
    this.line = null;
    this.settled = false;
    this.clear();
    line?.close();
  }

  private clear(): void {
    for (const cancel of this.cancels.splice(0)) cancel();
  }

  private send(spoken: Spoken): void {
    this.line?.send(JSON.stringify(spoken));
  }
}

/** Since when there is no line, if there was one. */
function brokeAt({ link }: State): number | undefined {
  return link.is === "down" || link.is === "connecting" ? link.since : undefined;
}

/** What a hello says was read before. */
export function resume(state: State): NonNullable<Extract<Spoken, { type: "hello" }>["resume"]> {
  const open: Record<string, number> = {};
  for (const [session, { seq }] of [...state.open].slice(0, RESUME_LIMIT)) open[session] = seq;
  return state.position === 0 ? { open: {} } : { list: state.position, agent: state.agentSeq, open };
}

/** An id for a command: time and chance, so that nobody has said it before. */
export function mint(world: Pick<World, "now" | "random">): string {
  const chance = Array.from({ length: 3 }, () => Math.floor(world.random() * 0x1_0000_0000).toString(36)).join("");
  return `c-${world.now().toString(36)}-${chance}`;
}

function read(text: string): Frame | null {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as Frame) : null;
  } catch {
    return null;
  }
}
