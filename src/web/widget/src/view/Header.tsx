// Who one talks to, and what one can do with the whole conversation.
import { useState } from "preact/hooks";
import { isUnderWay } from "../chat/state.ts";
import { filled } from "../words/index.ts";
import { plainName } from "@switchboard/shared/text/marks.ts";
import { useWindow } from "./context.ts";
import { Dialog } from "./Dialog.tsx";
import { Minimize, More } from "./icons.tsx";
import { save } from "./transcript.ts";

export function Header() {
  const { chat, settings, language, close } = useWindow();
  const { words } = language;
  const { state } = chat;
  const [open, setOpen] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const title = settings.title ?? words.title;
  const { speaker } = state;
  const canLeave = isUnderWay(state);
  const hasWords = state.entries.length > 0;
  return (
    <header>
      <div class="who">
        {speaker && <span class="face" aria-hidden="true">{initial(speaker.name)}</span>}
        <div>
          <h1>{speaker ? <bdi>{plainName(speaker.name)}</bdi> : title}</h1>
          {speaker && <p>{speaker.type === "bot" ? words.bot : title}</p>}
        </div>
      </div>
      {(canLeave || hasWords) && (
        <div class="menu" onKeyDown={(event) => event.key === "Escape" && open && (event.stopPropagation(), setOpen(false))}>
          <button type="button" class="plain icon" aria-label={words.more} aria-expanded={open} onClick={() => setOpen(!open)}>
            <More />
          </button>
          {open && (
            <ul>
              {hasWords && (
                <li>
                  <button type="button" onClick={() => (setOpen(false), save(state, language))}>{words.saveTranscript}</button>
                </li>
              )}
              {canLeave && (
                <li>
                  <button type="button" onClick={() => (setOpen(false), setLeaving(true))}>{words.endChat}</button>
                </li>
              )}
            </ul>
          )}
        </div>
      )}
      <button type="button" class="plain icon" aria-label={words.minimize} onClick={close}>
        <Minimize />
      </button>
      {leaving && <Leaving onClose={() => setLeaving(false)} />}
    </header>
  );
}

const initial = (name: string) => Array.from(plainName(name))[0]?.toLocaleUpperCase() ?? "";

function Leaving({ onClose }: { onClose: () => void }) {
  const { chat, language } = useWindow();
  const { words } = language;
  const [failed, setFailed] = useState(false);
  const leave = async () => {
    if (await chat.leave(filled(words.ended, {}))) onClose();
    else setFailed(true);
  };
  return (
    <Dialog label={words.endQuestion} onClose={onClose}>
      <h2>{words.endQuestion}</h2>
      <p>{words.endMore}</p>
      {failed && <p role="alert" class="wrong">{words.failed}</p>}
      <div class="row">
        <button type="button" class="quiet" onClick={onClose}>{words.cancel}</button>
        <button type="button" class="strong" onClick={() => void leave()}>{words.endChat}</button>
      </div>
    </Dialog>
  );
}
