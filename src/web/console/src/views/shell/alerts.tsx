// What reaches an agent who looks elsewhere: a sound, a notification of the desktop, a count in the title.

import { useEffect, useRef } from "react";
import { sameItems, useConsole, useStore } from "../../app/context";
import { setting } from "../../app/memory";
import { mine, unseen } from "../../store/select";
import { t } from "../../text/text";
import { chime } from "./chime";

export function Alerts() {
  const console = useConsole();
  const offers = useStore((state) => Object.keys(state.offers), sameItems);
  const waiting = useStore((state) => {
    let count = 0;
    for (const row of mine(state)) count += unseen(state.open.get(row.session), state.seen[row.session] ?? 0, state.me?.agent);
    return count;
  });
  const before = useRef({ offers: [] as string[], waiting: 0 });

  useEffect(() => {
    const count = offers.length + waiting;
    document.title = count > 0 ? `(${count}) Switchboard` : "Switchboard";
    const fresh = offers.filter((offer) => !before.current.offers.includes(offer));
    const isMore = waiting > before.current.waiting;
    before.current = { offers, waiting };
    if (fresh.length > 0) {
      chime("offer");
      for (const offer of fresh) notify(t("offer.notification"), t("offer.notification_text"), offer, () => console.go({ at: "desk" }));
    } else if (isMore && document.visibilityState === "hidden") {
      chime("word");
      notify(t("alert.word"), t("alert.word_text", { count: waiting }), "words", () => console.go({ at: "desk" }));
    }
  }, [offers, waiting, console]);
  return null;
}

/** Asks for leave to notify, as an answer to a press. */
export function askToNotify(): void {
  if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
}

// No words of the customer: a notification may be read by whoever passes by.
function notify(title: string, body: string, tag: string, onClick: () => void): void {
  if (setting("notify", "on") !== "on" || document.hasFocus()) return;
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification(title, { body, tag });
  shown.onclick = () => {
    window.focus();
    onClick();
    shown.close();
  };
}
