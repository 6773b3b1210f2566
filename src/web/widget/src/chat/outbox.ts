// What the customer wrote and the server has not answered: kept over a reload, sent one after another, again after each
// break, always under the same id, so that it is stored once. Tabs share it; what two of them send is still stored once.
import type { Ack, Refused } from "@switchboard/shared/sermo.gen.ts";
import type { Keeping, Unsent } from "../keeping.ts";

export interface OutboxUser {
  send(unsent: Unsent): void;
  /** The server took it. */
  stored(ack: Ack & { id: string }): void;
  /** It never will. */
  refused(id: string, code: string): void;
}

/** Nothing was stored, and the same may be taken later. */
const AGAIN = ["busy", "rate_limited", "disk_full", "faulted", "unknown", "draining"];
const AGAIN_AFTER = 2;

export class Outbox {
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly keeping: Keeping,
    private readonly user: OutboxUser,
  ) {}

  get unsent(): Unsent[] {
    return this.keeping.get().unsent ?? [];
  }

  add(unsent: Unsent): void {
    const before = this.unsent;
    this.keeping.set({ unsent: [...before, unsent] });
    if (before.length === 0) this.user.send(unsent);
    // Another tab may have the turn, and be closed before it comes to this one.
    else this.later(AGAIN_AFTER);
  }

  /** The line is up, or it is time: goes on with the first. */
  resend(): void {
    clearTimeout(this.again);
    this.again = undefined;
    const [first] = this.unsent;
    if (first) this.user.send(first);
  }

  /** Whether this answer was about one of ours. */
  answered(answer: Ack | Refused): boolean {
    const { id } = answer;
    if (id === undefined || !this.unsent.some((unsent) => unsent.id === id)) return false;
    if (answer.type === "refused" && AGAIN.includes(answer.code)) {
      this.later(answer.retryAfter ?? AGAIN_AFTER);
      return true;
    }
    this.remove(id);
    if (answer.type === "ack") this.user.stored({ ...answer, id });
    else this.user.refused(id, answer.code);
    this.resend();
    return true;
  }

  private later(seconds: number): void {
    this.again ??= setTimeout(() => this.resend(), Math.max(seconds, 1) * 1_000);
  }

  private remove(id: string): void {
    this.keeping.set({ unsent: this.unsent.filter((unsent) => unsent.id !== id) });
  }
}
