// What somebody who telephoned may ask for: that their number is gone from every call. It cannot be undone, so it takes a second press.

import { useState } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { Trouble } from "../parts/trouble";
import { useDeed } from "./load";

export function EraseCaller() {
  const { api } = useConsole();
  const { run, problem, isBusy } = useDeed();
  const [number, setNumber] = useState("");
  const [isAsked, setAsked] = useState(false);
  const [calls, setCalls] = useState<number | null>(null);
  const write = (text: string) => {
    setNumber(text);
    setAsked(false);
    setCalls(null);
  };
  const erase = () =>
    void run(async () => {
      const erased = await api.ask<{ calls: number }>("POST", "/callers/erase", { body: { number: number.trim() } });
      write("");
      setCalls(erased.calls);
    });
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isAsked) erase();
        else setAsked(true);
      }}
    >
      <h2>{t("callers.title")}</h2>
      <p className="hint">{t("callers.hint")}</p>
      <label className="field">
        <span>{t("callers.number")}</span>
        <input type="tel" dir="ltr" value={number} required onChange={(event) => write(event.target.value)} />
      </label>
      {isAsked && (
        <p className="problem" role="alert">
          {t("callers.sure")}
        </p>
      )}
      <Trouble is={problem} />
      <footer className="form-foot">
        {calls !== null && <span role="status">{t("callers.done", { count: calls })}</span>}
        {isAsked && (
          <button type="button" className="button" onClick={() => setAsked(false)}>
            {t("dialog.cancel")}
          </button>
        )}
        <button type="submit" className="button button-danger" disabled={isBusy}>
          {isAsked ? t("customers.erase_go") : t("customers.erase")}
        </button>
      </footer>
    </form>
  );
}
