// The widget on a page: what the site asks for, what the frame tells, and what of it the button shows.
import { EVENTS, type EventName, type ToPage } from "../src/posts.ts";
import { Frame } from "./frame.ts";
import { Launcher } from "./launcher.ts";
import { read } from "./tag.ts";

type Detail = Record<string, string | number | boolean>;
type Hears = (detail: Detail) => void;
type Call = [name: string, ...given: unknown[]];

/** `switchboard("open")` and so on; before the script is there, calls wait in `q`. */
interface Api {
  (...call: Call): void;
  q?: ArrayLike<unknown>[];
}

declare global {
  interface Window {
    switchboard?: Api;
  }
}

export function begin(tag: HTMLScriptElement | null): void {
  // A page that loads it twice has one widget.
  if (!tag || document.querySelector("[data-switchboard]")) return;
  const widget = new Widget(tag);
  const early = window.switchboard?.q ?? [];
  window.switchboard = (...call) => widget.call(call);
  for (const call of Array.from(early)) widget.call(Array.from(call) as Call);
}

class Widget {
  private readonly settings;
  private readonly launcher: Launcher;
  private readonly frame: Frame;
  private readonly listeners = new Map<EventName, Set<Hears>>();
  private readonly memory: string;

  constructor(tag: HTMLScriptElement) {
    this.settings = read(tag);
    // Not the frame's own: the page may be of the same origin.
    this.memory = `switchboard-page:${this.settings.platform}`;
    this.launcher = new Launcher(this.settings, () => this.toggle());
    this.frame = new Frame(this.settings, this.launcher, (post) => this.told(post));
    const add = () => document.body.append(this.launcher.host);
    if (document.body) add();
    else addEventListener("DOMContentLoaded", add);
    // A conversation under way is followed, so that its answers are seen; else nothing is loaded before it is wanted.
    if (this.remembered() || this.settings.open) this.frame.load();
    if (this.settings.open) this.open();
  }

  call([name, ...given]: Call): void {
    const [first, second] = given;
    if (name === "open") this.open();
    else if (name === "close") this.close();
    else if (name === "toggle") this.toggle();
    else if (name === "show" || name === "hide") this.launcher.appear(name === "show");
    else if (name === "identify" && typeof first === "string") this.frame.identify(first);
    else if (name === "on" || name === "off") this.listen(name === "on", first, second);
    else console.warn(`switchboard: no such call: ${String(name)}`);
  }

  private open(): void {
    if (this.frame.isOpen) return;
    this.frame.open();
    this.emit("open");
  }

  private close(): void {
    if (!this.frame.isOpen) return;
    this.frame.close();
    this.emit("close");
  }

  private toggle(): void {
    if (this.frame.isOpen) this.close();
    else this.open();
  }

  private listen(on: boolean, event: unknown, hears: unknown): void {
    const name = EVENTS.find((known) => known === event);
    if (!name || typeof hears !== "function") return console.warn(`switchboard: no such event: ${String(event)}`);
    const all = this.listeners.get(name) ?? new Set();
    if (on) all.add(hears as Hears);
    else all.delete(hears as Hears);
    this.listeners.set(name, all);
  }

  private emit(name: EventName, detail: Detail = {}): void {
    for (const hears of this.listeners.get(name) ?? []) {
      try {
        hears(detail);
      } catch (why) {
        // A fault of the site's own; it must not break the chat.
        console.error(why);
      }
    }
  }

  private told(post: ToPage): void {
    if (post.switchboard === "ready") this.emit("ready");
    if (post.switchboard === "close") this.close();
    if (post.switchboard === "event") this.emit(post.name, post.detail);
    if (post.switchboard === "news") {
      this.launcher.count(post.unread);
      this.remember(post.underWay);
      this.emit("unread", { count: post.unread });
    }
  }

  private remembered(): boolean {
    try {
      return localStorage.getItem(this.memory) !== null;
    } catch {
      return false;
    }
  }

  private remember(isUnderWay: boolean): void {
    try {
      if (isUnderWay) localStorage.setItem(this.memory, "under way");
      else localStorage.removeItem(this.memory);
    } catch {
      // The site keeps nothing: the next page begins small.
    }
  }
}
