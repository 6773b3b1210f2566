// The bot's simulated typing: its messages are released one after another, each after its time. Whatever else arrives
// waits its turn behind them, so that the order stays the server's.
import type { Told } from "@switchboard/shared/sermo.gen.ts";

export interface Release {
  told(told: Told): void;
  writing(on: boolean): void;
}

/** No wait is longer, whatever a bot wishes. */
const LONGEST = 10_000;

/** Without a number, and yet not fleeting: the place in line is shown until something else is said of it. */
const OF_THE_LINE = ["queue_number", "out_of_line"];

export class Arrivals {
  private readonly waiting: Told[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Up to here it was said before we came, and is shown at once. */
  private past: { session: string; seq: number } | undefined;

  constructor(private readonly release: Release) {}

  /** What comes up to this number is told again, not said now. */
  from(session: string | null, seq: number): void {
    this.past = session === null ? undefined : { session, seq };
    this.flush();
  }

  take(told: Told): void {
    // Fleeting things are of no use later.
    if (told.seq === undefined && this.timer === undefined) return this.release.told(told);
    if (told.seq === undefined && !OF_THE_LINE.includes(told.type)) return;
    this.waiting.push(told);
    if (this.timer === undefined) this.next();
  }

  /** Everything at once. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const told of this.waiting.splice(0)) this.release.told(told);
  }

  private next(): void {
    for (let told = this.waiting.shift(); told; told = this.waiting.shift()) {
      const wait = this.isPast(told) ? 0 : Math.min(told.typing ?? 0, LONGEST);
      if (wait > 0) return this.hold(told, wait);
      this.release.told(told);
    }
  }

  private hold(told: Told, wait: number): void {
    this.release.writing(true);
    this.waiting.unshift(told);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.waiting.shift();
      this.release.told(told);
      this.next();
    }, wait);
  }

  private isPast({ session, seq }: Told): boolean {
    return this.past !== undefined && session === this.past.session && (seq ?? 0) <= this.past.seq;
  }
}
