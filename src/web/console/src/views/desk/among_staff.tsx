// Notes and whispers: in another place than the reply, in another colour, and sent by another key, so that nothing meant for
// colleagues reaches a customer.

import { useState, type KeyboardEvent } from "react";
import { sameItems, useConsole, useStore } from "../../app/context";
import { leads, lineOf } from "../../store/select";
import { t, word } from "../../text/text";
import { clock } from "../../text/time";
import { Icon } from "../parts/icon";
import { Name } from "../parts/name";
import { tame } from "../../../../shared/text/marks";

export function AmongStaff({ session }: { session: string }) {
  const console = useConsole();
  const [text, setText] = useState("");
  const [kind, setKind] = useState<"note" | "whisper">("note");
  const canWhisper = useStore((state) => {
    const row = lineOf(state, session);
    return row?.standing === "agent" && (leads(state) || row.agent === state.me?.agent);
  });
  const notes = useStore(
    (state) => (state.open.get(session)?.events ?? []).filter(({ event }) => event.kind === "note_added" || event.kind === "whispered"),
    sameItems,
  );
  const sending = useStore((state) => state.outgoing.filter((one) => one.session === session && one.kind !== "say"), sameItems);
  const chosen = canWhisper ? kind : "note";
  const save = () => {
    if (!text.trim()) return;
    console.ask({ type: chosen, session, text: text.trim() });
    setText("");
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    } else if (event.key === "Escape" && event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
  };
  return (
    <section className={`staff staff-${chosen}`} aria-label={t("staff.title")}>
      <h2>
        <Icon name="note" /> {t("staff.title")}
      </h2>
      {notes.map((told) => (
        <p key={told.seq} className={`staff-one staff-one-${told.event.kind}`}>
          <span className="staff-who">
            <Name of={told.content?.name ?? ""} /> <time dateTime={told.at}>{clock(told.at)}</time>
          </span>
          <span dir="auto">{tame(told.content?.text ?? "")}</span>
        </p>
      ))}
      {sending.map((one) => (
        <p key={one.id} className="staff-one" role={one.is === "failed" ? "alert" : undefined}>
          <span dir="auto">{tame(one.text)}</span>{" "}
          <small>{one.is === "failed" ? t("sent.failed", { why: word("refusal", one.code ?? "") }) : t("sent.pending")}</small>
          {one.is === "failed" && (
            <button type="button" className="button-link" onClick={() => console.store.tell([{ do: "discard", id: one.id }])}>
              {t("sent.discard")}
            </button>
          )}
        </p>
      ))}
      {canWhisper && (
        <div className="choice" role="radiogroup" aria-label={t("staff.kind")}>
          {(["note", "whisper"] as const).map((one) => (
            <label key={one} className="choice-one">
              <input type="radio" name="staff-kind" checked={kind === one} onChange={() => setKind(one)} />
              {t(`${one}.label`)}
            </label>
          ))}
        </div>
      )}
      <label className="visually-hidden" htmlFor="note">
        {t(chosen === "note" ? "note.field" : "whisper.field")}
      </label>
      <textarea
        id="note"
        rows={2}
        dir="auto"
        maxLength={4_000}
        value={text}
        placeholder={t(chosen === "note" ? "note.field" : "whisper.field")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={key}
      />
      <button type="button" className="button button-small staff-save" disabled={!text.trim()} onClick={save}>
        {t(chosen === "note" ? "note.save" : "whisper.send")} <kbd>Ctrl ↵</kbd>
      </button>
    </section>
  );
}
