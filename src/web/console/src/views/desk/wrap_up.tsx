// After a session: what it was about, while its slot is still taken.

import { useEffect, useState, type FormEvent } from "react";
import { useConsole, useNow, useStore } from "../../app/context";
import type { WrapUp } from "../../store/state";
import { label, t, word } from "../../text/text";
import { countdown } from "../../text/time";

export function WrapUpForm({ wrapUp }: { wrapUp: WrapUp }) {
  const console = useConsole();
  const { session, until, why, coded } = wrapUp;
  const codes = useStore((state) => state.me?.wrapUpCodes ?? []);
  const [code, setCode] = useState("");
  const [note, setNote] = useState("");
  const now = useNow(1_000);
  const left = until ? Date.parse(until) - now : 0;
  const finish = () => {
    if (until && left > 0) console.ask({ type: "finish_wrap_up", session });
    console.store.tell([{ do: "written_up", session }]);
    if (console.store.get().selected === session) console.select(null);
  };
  useEffect(() => {
    if (coded) finish();
    // Once the code is stored the rest follows by itself.
  }, [coded]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = code.trim();
    if (!chosen) return finish();
    console.ask({ type: "wrap_up", session, code: chosen, ...(note.trim() ? { note: note.trim() } : {}) });
  };
  return (
    <form className="wrap-up" onSubmit={submit}>
      <header>
        <h2>{t("wrap_up.title")}</h2>
        <span>{why ? word("parting", why) : ""}</span>
        {until && left > 0 && <strong className="wrap-up-left">{countdown(left)}</strong>}
      </header>
      {codes.length > 0 ? (
        <fieldset className="options options-row">
          <legend className="visually-hidden">{t("wrap_up.code")}</legend>
          {codes.map((one) => (
            <label key={one.code} className="option">
              <input type="radio" name="code" checked={code === one.code} onChange={() => setCode(one.code)} />
              {label(one.label)}
            </label>
          ))}
        </fieldset>
      ) : (
        <label className="field">
          <span>{t("wrap_up.code")}</span>
          <input value={code} maxLength={64} onChange={(event) => setCode(event.target.value)} />
        </label>
      )}
      <label className="field field-note">
        <span>{t("wrap_up.note")}</span>
        <textarea rows={2} value={note} maxLength={4_000} onChange={(event) => setNote(event.target.value)} />
      </label>
      <footer className="form-foot">
        <button type="submit" className="button button-main">
          {code ? t("wrap_up.save") : t("wrap_up.skip")}
        </button>
      </footer>
    </form>
  );
}
