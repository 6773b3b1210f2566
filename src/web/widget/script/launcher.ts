// The button at the edge of the page, in a shadow of its own, so that neither touches the other's styles.
import { wordsOn } from "../src/look.ts";
import { sheet } from "./sheet.ts";
import type { Tag } from "./tag.ts";

const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M4 6a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-5l-5 4.5V16a3 3 0 0 1-3-3z";
const DOWN = "M6 9l6 6 6-6";

export class Launcher {
  readonly host = document.createElement("div");
  readonly root = this.host.attachShadow({ mode: "open" });
  private readonly button = document.createElement("button");
  private readonly path = document.createElementNS(SVG, "path");
  private readonly badge = document.createElement("span");
  private unread = 0;
  private isOpen = false;

  constructor(
    private readonly tag: Tag,
    pressed: () => void,
  ) {
    this.host.dataset["switchboard"] = "";
    const styles = new CSSStyleSheet();
    styles.replaceSync(sheet(tag.side));
    this.root.adoptedStyleSheets = [styles];
    this.host.style.setProperty("--site", tag.color);
    this.host.style.setProperty("--on-site", wordsOn(tag.color));
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("viewBox", "0 0 24 24");
    drawing.setAttribute("aria-hidden", "true");
    drawing.append(this.path);
    this.badge.setAttribute("aria-hidden", "true");
    this.button.type = "button";
    this.button.append(drawing, this.badge);
    this.button.addEventListener("click", pressed);
    this.root.append(this.button);
    this.appear(!tag.hidden);
    this.draw();
  }

  appear(visible: boolean): void {
    this.button.hidden = !visible;
  }

  opened(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.draw();
  }

  count(unread: number): void {
    this.unread = unread;
    this.draw();
  }

  focus(): void {
    this.button.focus();
  }

  private draw(): void {
    const { open, close, unread } = this.tag.words;
    const label = this.isOpen ? close : this.unread > 0 ? `${open} (${this.unread} ${unread})` : open;
    this.button.setAttribute("aria-label", label);
    this.button.setAttribute("aria-expanded", String(this.isOpen));
    this.button.classList.toggle("open", this.isOpen);
    this.path.setAttribute("d", this.isOpen ? DOWN : BUBBLE);
    this.badge.textContent = this.unread > 9 ? "9+" : String(this.unread);
    this.badge.hidden = this.unread === 0 || this.isOpen;
  }
}
