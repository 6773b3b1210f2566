// The frame: the customer's chat window. The page around it says when it is shown; alone, it is a page of its own.
import { render } from "preact";
import { Chat } from "./chat/chat.ts";
import { unread } from "./chat/state.ts";
import { Doors } from "./doors.ts";
import { Host } from "./host.ts";
import { Keeping } from "./keeping.ts";
import { dress } from "./look.ts";
import { settings as read } from "./settings.ts";
import { App } from "./view/App.tsx";
import { Around } from "./view/context.ts";
import { language as spoken } from "./words/index.ts";

const settings = read(location.search);
const language = spoken(settings.language ? [settings.language] : navigator.languages);
// The frame's page is one below the doors, whatever prefix they have.
const base = new URL("../", location.href);
const keeping = new Keeping(settings.platform);
const root = document.documentElement;
let shown = 0;
let isShown = false;

const host = new Host(settings.page, (post) => {
  if (post.switchboard === "show") show();
  if (post.switchboard === "hide") isShown = false;
  if (post.switchboard === "identify") chat.identify(post.token);
  if (post.switchboard === "page") chat.isOn(post);
  draw();
});
const chat = new Chat(base, settings.platform, keeping, {
  noted: (what, detail) => host.event(what, detail),
});
const doors = new Doors(base, settings.platform, () => chat.token);

function show(): void {
  isShown = true;
  shown += 1;
  chat.open();
}

/** What arrives from now on is unread, also before the page has heard of it. */
function close(): void {
  if (!host.isFramed) return;
  isShown = false;
  host.tell({ switchboard: "close" });
  draw();
}

let told = "";
/** The site learns of what it can show: how much is unread, and whether a later page should go on. */
function tell(): void {
  if (isShown && document.visibilityState === "visible") chat.readAll();
  const news = { unread: isShown ? 0 : unread(chat.state), underWay: chat.isUnderWay };
  if (told === JSON.stringify(news)) return;
  told = JSON.stringify(news);
  host.tell({ switchboard: "news", ...news });
}

function draw(): void {
  const box = document.getElementById("chat");
  if (!box) return;
  render(
    <Around.Provider value={{ chat, doors, settings, language, close }}>
      <App shown={shown} isShown={isShown} />
    </Around.Provider>,
    box,
  );
  tell();
}

root.lang = language.tag;
root.dir = language.direction;
document.title = settings.title ?? language.words.title;
dress(root, settings);
chat.changed = draw;
addEventListener("pagehide", () => chat.unload());
addEventListener("pageshow", (event) => event.persisted && chat.open());
document.addEventListener("visibilitychange", draw);
// A conversation under way is followed also while the window is small.
if (chat.isUnderWay) chat.open();
if (!host.isFramed) show();
draw();
host.tell({ switchboard: "ready" });
