// The window: a frame of the server's own origin, loaded when it is first wanted. What it says is heard from exactly
// there, and what it is told goes there alone.
import { type ToFrame, type ToPage, toPage } from "../src/posts.ts";
import type { Launcher } from "./launcher.ts";
import type { Tag } from "./tag.ts";

/** How often one looks whether the page is another one, in milliseconds. */
const PAGE_EVERY = 1_000;

export class Frame {
  isOpen = false;
  private element: HTMLIFrameElement | undefined;
  private isReady = false;
  /** The page that was told last. */
  private seen = "";
  /** Told as soon as the frame can hear. */
  private readonly early: ToFrame[] = [];

  constructor(
    private readonly tag: Tag,
    private readonly launcher: Launcher,
    told: (post: ToPage) => void,
  ) {
    addEventListener("message", (event) => {
      if (!this.element || event.source !== this.element.contentWindow || event.origin !== tag.frame.origin) return;
      const post = toPage(event.data);
      if (!post) return;
      if (post.switchboard === "ready") this.ready();
      told(post);
    });
  }

  load(): void {
    if (this.element) return;
    const element = document.createElement("iframe");
    element.title = this.tag.words.window;
    element.src = this.tag.frame.href;
    element.hidden = !this.isOpen;
    this.element = element;
    this.launcher.root.prepend(element);
    if (this.tag.tellsPage) this.follow(PAGE_EVERY);
  }

  open(): void {
    this.isOpen = true;
    this.load();
    if (this.element) this.element.hidden = false;
    this.launcher.opened(true);
    this.element?.focus();
    this.tell({ switchboard: "show" });
  }

  close(): void {
    this.isOpen = false;
    if (this.element) this.element.hidden = true;
    this.launcher.opened(false);
    this.launcher.focus();
    this.tell({ switchboard: "hide" });
  }

  identify(token: string): void {
    // Who is known is known from the first word on; a frame is not loaded for it alone.
    this.tell({ switchboard: "identify", token });
  }

  /** Where the customer is, and where they go while the window lives: sites of one page change their address themselves. */
  private follow(every: number): void {
    const look = () => {
      const url = location.origin + location.pathname;
      const { title } = document;
      if (this.seen === `${url} ${title}`) return;
      this.seen = `${url} ${title}`;
      this.tell({ switchboard: "page", url, title });
    };
    look();
    setInterval(look, every);
  }

  private ready(): void {
    this.isReady = true;
    for (const post of this.early.splice(0)) this.tell(post);
  }

  private tell(post: ToFrame): void {
    if (this.isReady) this.element?.contentWindow?.postMessage(post, this.tag.frame.origin);
    else this.early.push(post);
  }
}
