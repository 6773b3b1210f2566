// A site of somebody else, on an origin of its own, under a strict policy: what the widget is put on.
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server as Listener } from "node:http";
import type { AddressInfo } from "node:net";

/** A key the site signs with, as the API gave it out. */
export interface SiteKey {
  key: string;
  secret: string;
}

export class Site {
  /** The server the site's script tag names, and its platform. */
  chat = "";
  platform = "";

  private constructor(private readonly listener: Listener) {
    listener.on("request", (request, answer) => {
      const isScript = request.url === "/site.js";
      answer.setHeader("content-type", isScript ? "text/javascript" : "text/html; charset=utf-8");
      answer.setHeader("content-security-policy", `default-src 'none'; script-src 'self' ${this.chat}; frame-src ${this.chat}`);
      answer.end(isScript ? SCRIPT : this.page());
    });
  }

  static async open(): Promise<Site> {
    const listener = createServer();
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    return new Site(listener);
  }

  /** Another host than the server's, so that nothing of it is shared. */
  get origin(): string {
    return `http://localhost:${(this.listener.address() as AddressInfo).port}`;
  }

  close(): void {
    this.listener.close();
  }

  /** What the site's own server says of a customer it knows. */
  vouch({ key, secret }: SiteKey, sub: string, more: object = {}): string {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { aud: this.platform, iat: now, exp: now + 300, jti: randomUUID(), sub, ...more };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg: "HS256", kid: key })}.${part(claims)}`;
    return `${signed}.${createHmac("sha256", Buffer.from(secret, "base64url")).update(signed).digest("base64url")}`;
  }

  private page(): string {
    return `<!doctype html><html lang="en"><head><title>A cart</title><script src="/site.js"></script></head>
      <body><main><h1>Cart</h1></main>
      <script async src="${this.chat}/widget.js" data-platform="${this.platform}" data-language="en"></script></body></html>`;
  }
}

/** The stub, and a note of every message that came to the page. */
const SCRIPT = `
window.switchboard = window.switchboard || function () { (switchboard.q = switchboard.q || []).push(arguments) };
window.posts = [];
window.heard = [];
addEventListener("message", function (event) { posts.push([event.origin, event.data && event.data.switchboard]) });
["ready", "open", "close", "started", "message", "ended"].forEach(function (name) {
  switchboard("on", name, function () { heard.push(name) });
});
`;
