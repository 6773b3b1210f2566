// The feed against a socket made of arrays and a clock made of numbers.
import { beforeEach, describe, expect, test } from "vitest";
import type { Frame, Spoken } from "../../../shared/console.gen";
import { Store } from "../store/store";
import { backoff } from "./backoff";
import { Feed, type Line } from "./feed";

class Socket implements Line {
  sent: Spoken[] = [];
  isClosed = false;
  onopen: Line["onopen"] = null;
  onmessage: Line["onmessage"] = null;
  onclose: Line["onclose"] = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Spoken);
  }
  close(): void {
    this.isClosed = true;
  }
  hear(frame: Frame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  break(code = 1006, reason = ""): void {
    this.onclose?.({ code, reason });
  }
  of(type: Spoken["type"]): Spoken[] {
    return this.sent.filter((one) => one.type === type);
  }
}

const S = "018f6b1e-7c3a-7000-8000-0000000000a7";
const hello = (agentSeq = 3, position = 9): Frame => ({
  type: "hello", connectionId: "c", workspace: "demo", agent: "anna", name: "Anna", role: "agent", heartbeatEvery: 10_000, ready: true,
  capacity: 3, load: 0, capacities: { chat: 3 }, loads: {}, breakReasons: [], wrapUpCodes: [], agentSeq, position,
});
const said = (seq: number): Frame => ({ type: "event", session: S, seq, at: "", actor: "customer", event: { kind: "message_received" } });

let now = 0;
let timers: { at: number; then: () => void }[] = [];
let sockets: Socket[] = [];
let tickets: (string | { code: string })[] = [];
let store: Store;
let feed: Feed;

async function pass(ms: number): Promise<void> {
  const until = now + ms;
  for (;;) {
    const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    timers = timers.filter((timer) => timer !== next);
    now = next.at;
    next.then();
    await Promise.resolve();
  }
  now = until;
  // Tickets are promises.
  await new Promise<void>((done) => setTimeout(done, 0));
}

const last = () => sockets.at(-1) as Socket;

async function connected(): Promise<Socket> {
  feed.start();
  await pass(0);
  last().onopen?.();
  last().hear(hello());
  return last();
}

/** The line breaks, and there is another one. */
async function reconnected(agentSeq = 3): Promise<Socket> {
  last().break();
  await pass(1_000);
  last().onopen?.();
  last().hear(hello(agentSeq));
  return last();
}

beforeEach(() => {
  [now, timers, sockets, tickets] = [0, [], [], []];
  store = new Store();
  feed = new Feed(
    {
      connect: () => {
        const socket = new Socket();
        sockets.push(socket);
        return socket;
      },
      ticket: async () => {
        const next = tickets.shift() ?? "ticket";
        if (typeof next !== "string") throw next;
        return next;
      },
      now: () => now,
      random: () => 0.5,
      after: (ms, then) => {
        const timer = { at: now + ms, then };
        timers.push(timer);
        return () => (timers = timers.filter((one) => one !== timer));
      },
    },
    store.get,
    store.tell,
  );
});

describe("a line", () => {
  test("begins with a ticket in its first frame and nothing to resume", async () => {
    const socket = await connected();
    expect(socket.sent[0]).toEqual({ type: "hello", token: "ticket", resume: { open: {} } });
    expect(store.get().link).toEqual({ is: "live" });
  });

  test("that broke is resumed where the state stands, each open session too", async () => {
    const socket = await connected();
    store.tell([{ do: "opening", session: S }]);
    socket.hear(said(1));
    socket.hear({ type: "gone", position: 12, session: "x" });
    const next = await reconnected();
    expect(next.sent[0]).toMatchObject({ type: "hello", resume: { list: 12, agent: 3, open: { [S]: 1 } } });
  });

  test("says that it is down, and how much is still to come until it is there", async () => {
    await connected();
    store.tell([{ do: "opening", session: S }]);
    last().break();
    expect(store.get().link.is).toBe("down");
    const next = await reconnected(5);
    expect(store.get().link).toEqual({ is: "catching_up", behind: 2 });
    const asked = next.of("open")[0] as { id: string };
    next.hear({ type: "ack", id: asked.id, seq: 2 });
    expect(store.get().link).toEqual({ is: "catching_up", behind: 4 });
    for (const seq of [4, 5]) next.hear({ type: "reachable", seq });
    next.hear(said(1));
    expect(store.get().link).toEqual({ is: "catching_up", behind: 1 });
    next.hear(said(2));
    expect(store.get().link).toEqual({ is: "live" });
  });

  test("on which nothing is heard is given up within ten seconds", async () => {
    const socket = await connected();
    await pass(8_900);
    expect(socket.of("heartbeat").length).toBeGreaterThanOrEqual(2);
    expect(socket.isClosed).toBe(false);
    await pass(1_100);
    expect(socket.isClosed).toBe(true);
    expect(store.get().link.is).not.toBe("live");
  });

  test("on which thousands of frames come at once tells of them in a few words, all of them and in order", async () => {
    const socket = await connected();
    let told = 0;
    const before = store.tell;
    const counted = (actions: Parameters<typeof before>[0]) => {
      told += 1;
      before(actions);
    };
    Object.assign(feed, { tell: counted });
    store.tell([{ do: "opening", session: S }]);
    for (let seq = 1; seq <= 5_000; seq += 1) socket.hear(said(seq));
    await pass(60);
    expect(store.get().open.get(S)?.events).toHaveLength(5_000);
    expect(told).toBeLessThan(50);
  });

  test("that is answered stays", async () => {
    const socket = await connected();
    for (let beats = 0; beats < 10; beats += 1) {
      await pass(4_000);
      socket.hear({ type: "ack", id: (socket.of("heartbeat").at(-1) as { id: string }).id });
    }
    expect(socket.isClosed).toBe(false);
    expect(store.get().link.is).toBe("live");
  });
});

describe("a command", () => {
  const say = { type: "say", id: "c1", session: S, text: "Hello" } as const;

  test("without an answer is said again once after each break, under its id", async () => {
    const socket = await connected();
    feed.command(say);
    expect(socket.of("say")).toEqual([say]);
    expect((await reconnected()).of("say")).toEqual([say]);
    last().hear({ type: "ack", id: "c1", seq: 4 });
    expect((await reconnected()).of("say")).toEqual([]);
  });

  test("that is given while there is no line waits for one", async () => {
    await connected();
    last().break();
    feed.command(say);
    expect(store.get().outgoing[0]?.is).toBe("pending");
    expect((await reconnected()).of("say")).toEqual([say]);
  });
});

describe("who may not be here", () => {
  test("is not tried again and again", async () => {
    tickets = [{ code: "not_authenticated" }];
    feed.start();
    await pass(0);
    expect(store.get().link).toEqual({ is: "refused", code: "not_authenticated" });
    await pass(600_000);
    expect(sockets).toEqual([]);
  });

  test("is told so too when the socket is closed for it", async () => {
    const socket = await connected();
    socket.break(1008, "not_authenticated");
    expect(store.get().link).toEqual({ is: "refused", code: "not_authenticated" });
  });

  test("but a server that is away is waited for", async () => {
    tickets = [{ code: "unreachable" }];
    feed.start();
    await pass(0);
    expect(store.get().link.is).toBe("down");
    await pass(1_000);
    expect(sockets).toHaveLength(1);
  });
});

test("waits get longer, to a limit, and differ by chance", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 20].map((tries) => backoff(tries, 0.999));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(Math.max(...waits)).toBeLessThanOrEqual(15_000);
  expect(backoff(5, 0)).toBeLessThan(backoff(5, 0.9));
});
