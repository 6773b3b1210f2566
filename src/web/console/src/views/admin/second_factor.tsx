// A second factor: begun with the password, counted from its first code on, and its recovery codes shown once.

import { useState, type FormEvent } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import type { Mine } from "./account";
import { useDeed } from "./load";
import { Trouble } from "../parts/trouble";

export function SecondFactor({ mine, onChanged }: { mine: Mine; onChanged: () => Promise<void> }) {
  const { api } = useConsole();
  const deed = useDeed();
  const [begun, setBegun] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void deed.run(async () => {
      if (mine.has_second_factor) {
        await api.ask("POST", "/me/second-factor/removal", { body: { password: form.get("password") } });
        await onChanged();
      } else if (begun) {
        const answer = await api.ask<{ recovery_codes: string[] }>("POST", "/me/second-factor/confirmation", { body: { code: form.get("code") } });
        setCodes(answer.recovery_codes);
        setBegun(null);
        await onChanged();
      } else {
        setBegun(await api.ask("POST", "/me/second-factor", { body: { password: form.get("password") } }));
      }
    });
  };
  return (
    <form className="card form" onSubmit={submit}>
      <h2>{t("factor.title")}</h2>
      {codes && (
        <div className="once" role="status">
          <p>{t("factor.recovery")}</p>
          <ul className="code">
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </div>
      )}
      {mine.has_second_factor && <p>{t("factor.on", { count: mine.recovery_codes_left })}</p>}
      {begun ? (
        <>
          <p>
            {t("factor.secret")} <code>{begun.secret}</code>
          </p>
          <label className="field">
            <span>{t("sign_in.code")}</span>
            <input name="code" inputMode="numeric" autoComplete="one-time-code" required autoFocus />
          </label>
        </>
      ) : (
        <label className="field">
          <span>{t("sign_in.password")}</span>
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
      )}
      <Trouble is={deed.problem} />
      <footer className="form-foot">
        <button type="submit" className="button">
          {mine.has_second_factor ? t("factor.remove") : begun ? t("factor.confirm") : t("factor.begin")}
        </button>
      </footer>
    </form>
  );
}
