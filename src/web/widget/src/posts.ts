// What the site's page and the frame tell each other, and how each is known for what it is. Anything else is not heard.

/** From the page to the frame. */
export type ToFrame =
  | { switchboard: "show" }
  | { switchboard: "hide" }
  | { switchboard: "identify"; token: string }
  /** The page that is looked at, for the agent: its address without what a site may keep to itself. */
  | { switchboard: "page"; url: string; title: string };

/** The server takes no longer ones. */
const LONGEST_ADDRESS = 2_000;
const LONGEST_TITLE = 200;

/** What a site may listen to. */
export const EVENTS = ["ready", "open", "close", "started", "message", "unread", "ended", "rated"] as const;
export type EventName = (typeof EVENTS)[number];

/** From the frame to the page. `underWay`: a conversation that a later page should go on with. */
export type ToPage =
  | { switchboard: "ready" }
  | { switchboard: "close" }
  | { switchboard: "news"; unread: number; underWay: boolean }
  | { switchboard: "event"; name: EventName; detail: Record<string, string | number | boolean> };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function toFrame(data: unknown): ToFrame | undefined {
  if (!isObject(data)) return undefined;
  const { switchboard, token, url, title } = data;
  if (switchboard === "show" || switchboard === "hide") return { switchboard };
  if (switchboard === "identify" && typeof token === "string" && token.length < 16_384) return { switchboard, token };
  if (switchboard === "page" && typeof url === "string" && typeof title === "string" && /^https?:/.test(url)) {
    return url.length > LONGEST_ADDRESS ? undefined : { switchboard, url, title: title.slice(0, LONGEST_TITLE) };
  }
  return undefined;
}

export function toPage(data: unknown): ToPage | undefined {
  if (!isObject(data)) return undefined;
  const { switchboard, unread, underWay, name, detail } = data;
  if (switchboard === "ready" || switchboard === "close") return { switchboard };
  if (switchboard === "news" && Number.isSafeInteger(unread) && typeof underWay === "boolean") {
    return { switchboard, unread: unread as number, underWay };
  }
  const known = EVENTS.find((event) => event === name);
  if (switchboard === "event" && known && isObject(detail)) {
    const plain = Object.entries(detail).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
    return { switchboard, name: known, detail: Object.fromEntries(plain) as Record<string, string> };
  }
  return undefined;
}
