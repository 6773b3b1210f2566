// The line to the server: opened again whenever it breaks, in the way that gets through.
import type { Heard, Hello, Say } from "@switchboard/shared/sermo.gen.ts";
import { type Carrier, type Ending, NOT_LET_IN, type Opens } from "./carrier.ts";
import { requests } from "./requests.ts";
import { socket } from "./socket.ts";

/** How the line stands. `offline`: the browser itself says that there is no network; `shut`: we are not let in here. */
export type Standing = "joining" | "up" | "broken" | "offline" | "shut";

export interface LineUser {
  /** Resolves when the hello may be said; what it resolves to is called once that is answered, or given up. */
  turn(): Promise<() => void>;
  /** What to say first, each time. */
  hello(): Hello;
  heard(frame: Heard): void;
  stands(standing: Standing): void;
  /** Not let in; whether to try again, as somebody else. */
  refused(code: string): boolean;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** A sign of life was asked for and has not come. */
const ANSWERS_WITHIN = 10_000;

export class Line {
  private carrier: Carrier | undefined;
  private standing: Standing = "joining";
  private tries = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private beating: ReturnType<typeof setInterval> | undefined;
  private overdue: ReturnType<typeof setTimeout> | undefined;
  private wanted = false;
  /** Tells this attempt from those given up while they waited. */
  private attempt = 0;
  private endTurn: () => void = () => undefined;
  /** A socket let us in once, so they are not blocked here. */
  private socketsWork = false;
  private bySocket = true;

  constructor(
    private readonly base: URL,
    private readonly user: LineUser,
    private readonly ways: { socket: Opens; requests: Opens } = { socket, requests },
  ) {
    addEventListener("offline", () => this.broke("offline"));
    addEventListener("online", () => this.now());
  }

  /** Opens the line, and keeps it open. */
  open(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.join();
  }

  close(): void {
    this.wanted = false;
    this.drop();
  }

  /** Tries at once, if it was waiting to. */
  now(): void {
    if (!this.wanted || this.carrier) return;
    this.tries = 0;
    this.join();
  }

  /** Says hello anew: as somebody else than a moment ago. */
  again(): void {
    if (this.wanted) this.join();
  }

  get isUp(): boolean {
    return this.standing === "up";
  }

  send(frame: Say): void {
    if (this.isUp) this.carrier?.send(frame);
  }

  /** Sends what the server answers; without an answer in time the line is as good as broken. */
  ask(frame: Say): void {
    if (!this.isUp) return;
    this.send(frame);
    this.overdue ??= setTimeout(() => this.broke("broken"), ANSWERS_WITHIN);
  }

  private join(): void {
    clearTimeout(this.waiting);
    this.drop();
    if (navigator.onLine === false) return this.stand("offline");
    this.stand("joining");
    const { attempt } = this;
    void this.user.turn().then((end) => {
      if (attempt !== this.attempt) return end();
      this.endTurn = end;
      this.sayHello();
    });
  }

  private sayHello(): void {
    const opens = this.bySocket ? this.ways.socket : this.ways.requests;
    const carrier = opens(this.base, this.user.hello(), {
      heard: (frame) => this.heard(carrier, frame),
      ended: (ending) => this.ended(carrier, ending),
    });
    this.carrier = carrier;
  }

  private heard(carrier: Carrier, frame: Heard): void {
    if (carrier !== this.carrier) return;
    clearTimeout(this.overdue);
    this.overdue = undefined;
    if (frame.type === "hello") {
      this.tries = 0;
      this.socketsWork ||= this.bySocket;
      this.standing = "up";
      // The hello first: what it says of the customer is in every later frame.
      this.user.heard(frame);
      if (carrier !== this.carrier) return;
      this.endTurn();
      const beat = (): void =>
        this.send({ type: "heartbeat", platformId: frame.platformId, userId: frame.userId });
      // Before all else: what is told of a client that sends none is not kept.
      beat();
      this.stand("up");
      this.beating = setInterval(beat, frame.heartbeatEvery);
      return;
    }
    this.user.heard(frame);
  }

  private ended(carrier: Carrier, { code, wasIn, refused }: Ending): void {
    if (carrier !== this.carrier) return;
    if (!wasIn && code === NOT_LET_IN && refused && !this.user.refused(refused)) {
      this.wanted = false;
      this.drop();
      return this.stand("shut");
    }
    // Turn about, until one gets through: when neither does it is not the socket's fault.
    if (!wasIn && !refused) this.bySocket = this.socketsWork || !this.bySocket;
    this.broke("broken");
  }

  private broke(standing: Standing): void {
    if (!this.wanted) return;
    this.drop();
    this.stand(standing);
    // Everybody comes back after a restart: not all at once.
    const longest = Math.min(FIRST_WAIT * 2 ** this.tries, LONGEST_WAIT);
    this.tries += 1;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.join(), longest * (0.5 + Math.random() / 2));
  }

  private drop(): void {
    clearInterval(this.beating);
    clearTimeout(this.overdue);
    clearTimeout(this.waiting);
    this.overdue = undefined;
    this.attempt += 1;
    this.endTurn();
    const carrier = this.carrier;
    this.carrier = undefined;
    carrier?.close();
  }

  private stand(standing: Standing): void {
    this.standing = standing;
    this.user.stands(standing);
  }
}
