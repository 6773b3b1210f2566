// The words being written, shown to the agent now and then: at once, then at most so often, and the last one always.

const PACE = 300;

export class Preview {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private newest: string | undefined;

  constructor(private readonly show: (text: string) => void) {}

  wrote(text: string): void {
    this.newest = text;
    if (this.timer === undefined) this.tell();
  }

  /** The words were sent: what was held back is out of date. */
  sent(): void {
    this.newest = undefined;
  }

  private tell(): void {
    if (this.newest === undefined) {
      this.timer = undefined;
      return;
    }
    this.show(this.newest);
    this.newest = undefined;
    this.timer = setTimeout(() => this.tell(), PACE);
  }
}
