// The page behind an invitation: whoever has the one-time link chooses their password.

import { useState, type FormEvent } from "react";
import { Problem } from "../../api/api";
import { useConsole } from "../../app/context";
import { t, word } from "../../text/text";
import { Logo } from "../shell/logo";
import { Trouble } from "../parts/trouble";

export function SetPassword({ token, onDone }: { token: string; onDone: () => void }) {
  const { api } = useConsole();
  const [problem, setProblem] = useState<string | null>(null);
  const [login, setLogin] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    api.ask<{ login: string }>("POST", "/password-by-link", { body: { token, password } }).then(
      (set) => setLogin(set.login),
      (why: unknown) => setProblem(why instanceof Problem ? (why.errors[0]?.detail ?? word("problem", why.code)) : t("problem.failed")),
    );
  };
  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit}>
        <Logo />
        <h1>{t("password.title")}</h1>
        <Trouble is={problem} />
        {login === null ? (
          <>
            <label className="field">
              <span>{t("password.new")}</span>
              <input name="password" type="password" autoComplete="new-password" minLength={8} maxLength={128} required autoFocus />
            </label>
            <p className="hint">{t("password.hint")}</p>
            <button type="submit" className="button button-main">
              {t("password.set")}
            </button>
          </>
        ) : (
          <>
            <p role="status">{t("password.done", { login })}</p>
            <button type="button" className="button button-main" onClick={onDone}>
              {t("sign_in.title")}
            </button>
          </>
        )}
      </form>
    </main>
  );
}
