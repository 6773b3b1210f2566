// How the server hands the pages out.
import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Server } from "./harness/server.ts";

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Asks as a browser would; `fetch` would decompress what it gets, and follow where it is led. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    request(url, { headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }));
    })
      .on("error", failed)
      .end();
  });
}

describe.each(["", "/chat"])("below the prefix %o", (prefix) => {
  let server: Server;
  beforeAll(async () => {
    server = await Server.demo({ prefix });
  });
  afterAll(() => server.stop());

  test("the address leads on, and a page's address ends in a slash", async () => {
    const first = await ask(`${server.url}/`);
    expect([first.status, first.headers["location"]]).toEqual([303, `${prefix}/console/`]);
    for (const page of ["demo", "console", "widget"]) {
      const led = await ask(`${server.url}/${page}`);
      expect([led.status, led.headers["location"]]).toEqual([303, `${prefix}/${page}/`]);
    }
    expect((await ask(`${server.url}/console/nowhere.js`)).status).toBe(404);
    expect((await ask(`${server.url}/demo/nowhere.html`)).status).toBe(404);
  });

  test.each(["demo", "console", "widget"])("/%s/ is compressed, tagged, and asked about again", async (name) => {
    const address = `${server.url}/${name}/`;
    const page = await ask(address, { "accept-encoding": "gzip, deflate" });
    const plain = await ask(address);
    const tag = String(plain.headers["etag"]);
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(plain.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(plain.headers["cache-control"]).toBe("no-cache");
    if (page.headers["content-encoding"] === "gzip") {
      expect(page.headers["etag"], "another encoding is another representation").not.toBe(tag);
      expect(gunzipSync(page.body)).toEqual(plain.body);
    }
    const again = await ask(address, { "if-none-match": tag });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect(again.headers["content-security-policy"]).toBe(plain.headers["content-security-policy"]);
  });

  test.each(["console", "widget"])("what /%s/ is made of is named by its content and kept for good", async (name) => {
    const page = (await ask(`${server.url}/${name}/`)).body.toString();
    expect(page, "whatever stands in front of the address").not.toMatch(/(src|href)="\//);
    const [, script] = /src="\.\/(assets\/[^"]+\.js)"/.exec(page) ?? [];
    const answer = await ask(`${server.url}/${name}/${script}`, { "accept-encoding": "br, gzip" });
    expect(answer.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(answer.headers["content-encoding"]).toBe("br");
    expect(answer.headers["content-type"]).toBe("text/javascript; charset=utf-8");
  });

  test("s29: only the widget may be framed, and by the listed pages alone", async () => {
    const policy = async (path: string) => String((await ask(server.url + path)).headers["content-security-policy"]);
    for (const path of ["/demo/", "/console/"]) expect(await policy(path), path).toContain("frame-ancestors 'none'");
    expect(await policy("/widget/?platform=demo-web")).toContain("frame-ancestors 'self';");
    expect(await policy("/widget/?platform=nowhere")).toContain("frame-ancestors 'self';");
    for (const path of ["/demo/", "/widget/", "/console/"]) {
      expect(await policy(path), path).toContain("script-src 'self'");
      expect(await policy(path), path).not.toContain("unsafe");
    }
  });

  test("other sites may load the script and the frame, and nothing else", async () => {
    const whose = async (path: string) => (await ask(server.url + path)).headers["cross-origin-resource-policy"];
    expect(await whose("/widget.js")).toBe("cross-origin");
    expect(await whose("/widget/")).toBe("cross-origin");
    expect(await whose("/demo/")).toBe("same-origin");
    expect(await whose("/console/")).toBe("same-origin");
  });
});
