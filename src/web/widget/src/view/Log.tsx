// The conversation, newest below. What is new is read out; older words stay where they are while one reads them.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Entry } from "../chat/state.ts";
import { filled } from "../words/index.ts";
import { plainName } from "@switchboard/shared/text/marks.ts";
import { useWindow } from "./context.ts";
import { Check, Clock } from "./icons.tsx";
import { Picture } from "./Picture.tsx";
import { Said } from "./Said.tsx";

export function Log() {
  const { chat, language } = useWindow();
  const { words } = language;
  const { entries, writing, speaker, ended } = chat.state;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const last = entries.at(-1);
    if (box.current && (atEnd.current || last?.sending === "waiting")) box.current.scrollTop = box.current.scrollHeight;
  }, [entries, writing, ended]);
  // Pictures grow after they were drawn.
  useEffect(() => {
    const grown = () => atEnd.current && box.current && (box.current.scrollTop = box.current.scrollHeight);
    box.current?.addEventListener("load", grown, true);
    return () => box.current?.removeEventListener("load", grown, true);
  }, []);
  return (
    <div
      ref={box}
      class="log"
      role="log"
      aria-label={words.messages}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      {entries.map((entry, at) => (
        <Line key={entry.key} entry={entry} before={entries[at - 1]} isLast={at === entries.length - 1} />
      ))}
      {writing && (
        <div class="entry them">
          <span class="bubble dots">
            <span class="unseen">
              {speaker ? filled(words.writes, { name: plainName(speaker.name) }) : words.somebodyWrites}
            </span>
            <i /><i /><i />
          </span>
        </div>
      )}
    </div>
  );
}

function Line({ entry, before, isLast }: { entry: Entry; before: Entry | undefined; isLast: boolean }) {
  const { chat, language } = useWindow();
  const { words } = language;
  const { from, name, text, image, imageId, choices, sending, code, id } = entry;
  if (from === "house") return <p class="house"><Said text={text} /></p>;
  const isMine = from === "me";
  const isFirst = before?.from !== from || before?.name !== name;
  const who = isMine ? words.you : (name ?? words.bot);
  return (
    <div class={`entry ${isMine ? "me" : "them"}${isFirst ? " first" : ""}`}>
      <span class={isFirst && !isMine ? "name" : "unseen"}>
        <bdi>{plainName(who)}</bdi>
      </span>
      <div class={`bubble${sending === "refused" ? " refused" : ""}`}>
        {(image || imageId) && <Picture {...(image && { image })} {...(imageId && { imageId })} alt={text} />}
        <Said text={text} />
      </div>
      <Standing entry={entry} isLast={isLast} />
      {sending === "refused" && id && (
        <p class="wrong" role="alert">
          {words.codes[code ?? ""] ?? words.codes["other"]}
          <button type="button" class="link" onClick={() => chat.writeAgain(id)}>{words.tryAgain}</button>
          <button type="button" class="link" onClick={() => chat.takeBack(id)}>{words.takeBack}</button>
        </p>
      )}
      {isLast && choices && (
        <div class="choices">
          {choices.map((choice) => (
            <button type="button" key={choice} class="choice" onClick={() => chat.write(choice)}>
              <bdi>{choice}</bdi>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** When it was said; of one's own words, whether they are stored. */
function Standing({ entry: { from, at, sending }, isLast }: { entry: Entry; isLast: boolean }) {
  const { language } = useWindow();
  const { words, tag } = language;
  if (sending === "waiting") return <span class="standing"><Clock /> {words.waiting}</span>;
  if (!isLast || sending === "refused") return null;
  const time = at && new Intl.DateTimeFormat(tag, { timeStyle: "short" }).format(new Date(at));
  return (
    <span class="standing">
      {from === "me" && <Check />} {from === "me" && <span class="unseen">{words.stored}</span>} {time}
    </span>
  );
}
