// Every key the console knows, as one list: what the help shows is what is listened to.

import { useEffect } from "react";
import type { Console } from "../../app/console";
import { useConsole } from "../../app/context";
import { setting } from "../../app/memory";
import { leads, lines, serves } from "../../store/select";
import { t, type Key } from "../../text/text";
import { Dialog } from "../parts/dialog";
import { Toggle } from "../parts/toggle";
import type { Over } from "./shell";

interface Binding {
  keys: string;
  text: Key;
  /** Also inside text fields. */
  anywhere?: boolean;
  run: (console: Console, open: (over: Over) => void) => void;
}

export const BINDINGS: Binding[] = [
  { keys: "Ctrl+K", text: "keys.commands", anywhere: true, run: (_, open) => open("commands") },
  { keys: "Alt+A", text: "keys.accept", anywhere: true, run: (console) => answer(console, "accept") },
  { keys: "Alt+D", text: "keys.decline", anywhere: true, run: (console) => answer(console, "decline") },
  { keys: "?", text: "keys.help", run: (_, open) => open("keys") },
  { keys: "j", text: "keys.next", run: (console) => step(console, 1) },
  { keys: "k", text: "keys.previous", run: (console) => step(console, -1) },
  { keys: "1", text: "keys.mine", run: ({ store }) => store.tell([{ do: "tab", tab: "mine" }]) },
  { keys: "2", text: "keys.waiting", run: ({ store }) => store.tell([{ do: "tab", tab: "waiting" }]) },
  { keys: "3", text: "keys.all", run: ({ store }) => leads(store.get()) && store.tell([{ do: "tab", tab: "all" }]) },
  { keys: "4", text: "keys.closed", run: ({ store }) => store.tell([{ do: "tab", tab: "closed" }]) },
  { keys: "s", text: "keys.search", run: () => focus("list-search") },
  { keys: "r", text: "keys.reply", run: () => focus("reply") },
  { keys: "n", text: "keys.note", run: (_, open) => writeNote(open) },
  { keys: "i", text: "keys.about", run: (_, open) => open("context") },
  { keys: "t", text: "keys.transfer", run: (console, open) => whenServing(console, () => open("transfer")) },
  { keys: "e", text: "keys.done", run: (console) => whenServing(console, (session) => console.ask({ type: "done", session })) },
  { keys: "d", text: "keys.desk", run: (console) => console.go({ at: "desk" }) },
  { keys: "b", text: "keys.board", run: (console) => leads(console.store.get()) && console.go({ at: "board" }) },
  { keys: "c", text: "keys.customers", run: (console) => leads(console.store.get()) && console.go({ at: "customers" }) },
];

export function focus(id: string): void {
  document.getElementById(id)?.focus();
}

/** On a small screen the place for notes is opened first. */
export function writeNote(open: (over: Over) => void): void {
  open("context");
  focus("note");
  if (document.activeElement?.id !== "note") setTimeout(() => focus("note"));
}

/** The key of a binding, for menus that say how it is done faster. */
export function keyOf(text: Key): string | undefined {
  return BINDINGS.find((one) => one.text === text)?.keys;
}

function answer(console: Console, type: "accept" | "decline"): void {
  const offer = Object.values(console.store.get().offers).find((one) => !one.answered);
  if (offer) console.ask({ type, offer: offer.offer });
}

function step(console: Console, by: number): void {
  const state = console.store.get();
  const rows = lines(state, state.tab, state.search);
  const here = rows.findIndex((row) => row.session === state.selected);
  const next = rows[Math.min(rows.length - 1, Math.max(0, here + by))];
  if (next) console.select(next.session);
}

function whenServing(console: Console, then: (session: string) => void): void {
  const state = console.store.get();
  if (state.selected && serves(state, state.selected)) then(state.selected);
}

/** Listens on the whole page. Single letters can be switched off, for those who speak to their computer. */
export function useKeys(open: (over: Over) => void): void {
  const console = useConsole();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
      const binding = BINDINGS.find((one) => fits(one, event));
      if (!binding) return;
      const isWriting = event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]");
      if (!binding.anywhere && (isWriting || setting("letters", "on") !== "on")) return;
      event.preventDefault();
      binding.run(console, open);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [console, open]);
}

function fits({ keys }: Binding, event: KeyboardEvent): boolean {
  const key = keys.split("+").at(-1) ?? "";
  const needsAlt = keys.startsWith("Alt+");
  const needsCtrl = keys.startsWith("Ctrl+");
  const isSame = needsAlt ? event.code === `Key${key}` : event.key.toLowerCase() === key.toLowerCase();
  return isSame && event.altKey === needsAlt && (event.ctrlKey || event.metaKey) === needsCtrl;
}

export function KeysHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t("keys.title")} onClose={onClose} className="dialog-middle">
      <dl className="keys">
        {[...BINDINGS, ...WITHIN].map(({ keys, text }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <Toggle name="letters" text={t("keys.letters")} />
    </Dialog>
  );
}

/** What fields listen to themselves. */
const WITHIN: { keys: string; text: Key }[] = [
  { keys: "Enter", text: "keys.send" },
  { keys: "Shift+Enter", text: "keys.line" },
  { keys: "/", text: "keys.canned" },
  { keys: "Ctrl+Enter", text: "keys.save_note" },
  { keys: "Esc", text: "keys.leave" },
];
