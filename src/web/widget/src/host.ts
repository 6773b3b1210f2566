// The page around the frame: what it asks for is heard from exactly its origin, and what it is told goes there alone.
import { type EventName, type ToFrame, toFrame, type ToPage } from "./posts.ts";

export class Host {
  constructor(
    /** The page's origin; none where there is no page around. */
    private readonly origin: string | undefined,
    asks: (post: ToFrame) => void,
  ) {
    addEventListener("message", (event) => {
      if (event.source !== window.parent || event.origin !== this.origin) return;
      const post = toFrame(event.data);
      if (post) asks(post);
    });
  }

  /** Whether there is a page around at all. */
  get isFramed(): boolean {
    return this.origin !== undefined && window.parent !== window;
  }

  tell(post: ToPage): void {
    if (this.isFramed && this.origin) window.parent.postMessage(post, this.origin);
  }

  event(name: EventName, detail: Record<string, string | number | boolean> = {}): void {
    this.tell({ switchboard: "event", name, detail });
  }
}
