// What was said and what happened, oldest first. What is at the end and before the reader's eyes counts as seen.

import { Fragment, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { sameItems, useConsole, useStore } from "../../app/context";
import { isWord } from "../../store/select";
import type { Told } from "../../store/state";
import { knownWord, t } from "../../text/text";
import { day } from "../../text/time";
import { Entry, isSaid } from "./entry";
import { Sending } from "./sending";
import { Preview } from "./preview";

/** So many events are drawn; earlier ones by a press. */
const SHOWN = 150;
/** A word that comes while one looks must have been there so long to count as seen: nobody reads what appears as they press
 * Enter. What was there when the conversation was opened counts at once. */
const MOMENT = 700;

export function Timeline({ session }: { session: string }) {
  const { store } = useConsole();
  const events = useStore((state) => state.open.get(session)?.events ?? NONE);
  const isReading = useStore((state) => (state.open.get(session)?.upTo ?? 0) > (state.open.get(session)?.seq ?? 0));
  const seen = useStore((state) => state.seen[session] ?? 0);
  const me = useStore((state) => state.me?.agent);
  const sending = useStore((state) => state.outgoing.filter((one) => one.session === session && one.kind === "say"), sameItems);
  const typing = useStore((state) => state.open.get(session)?.typing);
  const [more, setMore] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  // Where reading began: the line stays there while one reads on.
  const [mark] = useState(seen);
  const seq = events.at(-1)?.seq ?? 0;
  const isFirst = useRef(true);
  const shown = events.filter(isShown);
  const from = Math.max(0, shown.length - SHOWN - more);

  useLayoutEffect(() => {
    const box = frame.current;
    if (box && atEnd) box.scrollTop = box.scrollHeight;
  }, [seq, sending.length, typing, atEnd]);

  useEffect(() => {
    if (!atEnd || seq <= seen) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState !== "visible" || !document.hasFocus()) return;
      const wait = isFirst.current || isReading ? 0 : MOMENT;
      timer = setTimeout(() => {
        isFirst.current = isReading;
        store.tell([{ do: "seen", session, seq }]);
      }, wait);
    };
    look();
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [atEnd, seq, seen, session, store, isReading]);

  // The box gets smaller when something opens below it: the end stays before one's eyes.
  useEffect(() => {
    const box = frame.current;
    if (!box || !atEnd) return;
    const watcher = new ResizeObserver(() => (box.scrollTop = box.scrollHeight));
    watcher.observe(box);
    return () => watcher.disconnect();
  }, [atEnd]);

  const scroll = useCallback(() => {
    const box = frame.current;
    if (box) setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < 48);
  }, []);
  const down = () => {
    frame.current?.scrollTo({ top: frame.current.scrollHeight });
    setAtEnd(true);
  };
  const fresh = shown.filter((told) => told.seq > seen && isWord(told) && told.actor !== `agent:${me ?? ""}`).length;
  let before = "";

  return (
    <div className="timeline-frame">
      <div className="timeline" ref={frame} onScroll={scroll} role="log" aria-label={t("pane.conversation")} tabIndex={0}>
        {from > 0 && (
          <button type="button" className="button timeline-more" onClick={() => setMore(more + SHOWN)}>
            {t("conversation.earlier", { count: from })}
          </button>
        )}
        {shown.slice(from).map((told, place, list) => {
          const today = day(told.at);
          const isNewDay = today !== before;
          before = today;
          const isFirstUnseen = mark > 0 && told.seq > mark && (list[place - 1]?.seq ?? 0) <= mark && place > 0;
          return (
            <Fragment key={told.seq}>
              {isNewDay && <p className="timeline-day">{today}</p>}
              {isFirstUnseen && <p className="timeline-mark">{t("conversation.unseen_from")}</p>}
              <Entry session={session} told={told} goesOn={!isNewDay && goesOn(list[place - 1], told)} />
            </Fragment>
          );
        })}
        {isReading && <p className="timeline-line">{t("conversation.reading")}</p>}
        {sending.map((one) => (
          <Sending key={one.id} one={one} />
        ))}
        <Preview session={session} />
      </div>
      {!atEnd && (
        <button type="button" className="button timeline-down" onClick={down}>
          {fresh > 0 ? t("conversation.below", { count: fresh }) : t("conversation.to_end")}
        </button>
      )}
    </div>
  );
}

/** So soon after the last word it is the same breath. */
const BREATH = 120_000;

/** Whether the same party simply goes on talking: who it is need not be said again. */
function goesOn(before: Told | undefined, told: Told): boolean {
  if (!before || before.event.kind !== told.event.kind || before.actor !== told.actor) return false;
  return isWord(told) && before.content?.name === told.content?.name && Date.parse(told.at) - Date.parse(before.at) < BREATH;
}

const NONE: Told[] = [];

const SILENT = new Set(["flow_moved", "queue_asked_again", "place_told", "deadlines_moved", "read_marked", "bot_started", "assignment_refused", "desk_number_told"]);

function isShown(told: Told): boolean {
  if (told.event.kind === "remarked") return isSaid(told) || knownWord("remark", told.event.label) !== null;
  if (told.event.kind === "amended") return told.event.label ? knownWord("remark", told.event.label) !== null : true;
  return !SILENT.has(told.event.kind);
}
