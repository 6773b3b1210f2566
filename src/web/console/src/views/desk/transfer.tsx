// Giving a session on: to a queue or to a colleague, with a word for whoever takes it up.

import { useState, type FormEvent } from "react";
import { sameItems, useConsole, useStore } from "../../app/context";
import { t } from "../../text/text";
import { Dialog } from "../parts/dialog";

export function TransferDialog({ session, onClose }: { session: string; onClose: () => void }) {
  const console = useConsole();
  const [kind, setKind] = useState<"queue" | "agent">("queue");
  const [filter, setFilter] = useState("");
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const choices = useStore((state) => {
    const from = kind === "queue" ? state.names.queues : state.names.agents;
    const entries = Object.entries(from).filter(([id]) => kind === "queue" || id !== state.me?.agent);
    return entries.map(([id, name]) => `${id}\n${name}`);
  }, sameItems);
  const boards = useStore((state) => state.queues);
  const colleagues = useStore((state) => state.agents);
  const found = choices
    .map((entry) => entry.split("\n") as [string, string])
    .filter(([id, name]) => `${id} ${name}`.toLocaleLowerCase().includes(filter.trim().toLocaleLowerCase()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!to) return;
    const word = note.trim() ? { note: note.trim() } : {};
    console.ask(kind === "queue" ? { type: "transfer", session, queue: to, ...word } : { type: "transfer", session, agent: to, ...word });
    onClose();
  };
  const detail = (id: string) => {
    if (kind === "queue") {
      const row = boards[id];
      return row ? t("transfer.queue_detail", { waiting: row.waiting, working: row.working }) : "";
    }
    const row = colleagues[id];
    return row ? (row.ready && row.reachable ? t("board.ready") : t("board.away")) : "";
  };
  return (
    <Dialog title={t("transfer.title")} onClose={onClose}>
      <form onSubmit={submit} className="form">
        <fieldset className="choice">
          <legend className="visually-hidden">{t("transfer.to")}</legend>
          {(["queue", "agent"] as const).map((one) => (
            <label key={one} className="choice-one">
              <input
                type="radio"
                name="kind"
                checked={kind === one}
                onChange={() => {
                  setKind(one);
                  setTo("");
                }}
              />
              {t(`transfer.${one}`)}
            </label>
          ))}
        </fieldset>
        <label className="field">
          <span>{t("transfer.find")}</span>
          <input value={filter} onChange={(event) => setFilter(event.target.value)} data-first />
        </label>
        <fieldset className="options">
          <legend className="visually-hidden">{t(`transfer.${kind}`)}</legend>
          {found.map(([id, name]) => (
            <label key={id} className="option">
              <input type="radio" name="to" value={id} checked={to === id} onChange={() => setTo(id)} />
              <bdi>{name}</bdi>
              <span className="hint">{detail(id)}</span>
            </label>
          ))}
          {found.length === 0 && <p className="hint">{t("commands.nothing")}</p>}
        </fieldset>
        <label className="field field-note">
          <span>{t("transfer.note")}</span>
          <textarea rows={3} value={note} maxLength={4_000} onChange={(event) => setNote(event.target.value)} />
        </label>
        <footer className="form-foot">
          <button type="button" className="button" onClick={onClose}>
            {t("dialog.cancel")}
          </button>
          <button type="submit" className="button button-main" disabled={!to}>
            {t("transfer.go")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
