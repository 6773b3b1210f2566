// What outlives the page, in the storage of the frame's own origin: who the customer is, their conversation, and what is
// not sent yet. Where a browser keeps nothing for frames, it lives as long as the page.

/** A message that the server has not answered yet. */
export interface Unsent {
  id: string;
  text: string;
  imageId?: string;
}

export interface Kept {
  userId?: string;
  token?: string;
  /** The conversation last seen. */
  session?: string;
  /** It is over. */
  ended?: boolean;
  /** The last number of it that was read. */
  read?: number;
  /** It was rated, or the customer did not want to. */
  rated?: boolean;
  unsent?: Unsent[];
  /** What stands in the field. */
  draft?: string;
}

export class Keeping {
  private readonly name: string;
  private memory: Kept = {};

  constructor(
    platform: string,
    private readonly storage: Storage | undefined = reachable(),
  ) {
    this.name = `switchboard:${platform}`;
  }

  get(): Kept {
    try {
      const text = this.storage?.getItem(this.name);
      // Another tab may have written since.
      if (text) this.memory = JSON.parse(text) as Kept;
    } catch {
      // What does not read is as good as nothing.
    }
    return this.memory;
  }

  set(change: Partial<Kept>): void {
    this.memory = { ...this.get(), ...change };
    try {
      this.storage?.setItem(this.name, JSON.stringify(this.memory));
    } catch {
      // Full or forbidden: it lives in memory.
    }
  }

  /** Begins as a stranger; what is unsent stays. */
  forget(): void {
    const { unsent = [], draft = "" } = this.get();
    this.memory = { unsent, draft };
    try {
      this.storage?.setItem(this.name, JSON.stringify(this.memory));
    } catch {
      // As above.
    }
  }
}

function reachable(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
