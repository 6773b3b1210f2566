// Signing in: login and password, a second factor where the server asks for one. In a demo, the token that was printed.

import { useEffect, useState, type FormEvent } from "react";
import { Problem } from "../../api/api";
import { useConsole } from "../../app/context";
import { t, word } from "../../text/text";
import { Logo } from "../shell/logo";
import { Trouble } from "../parts/trouble";

type Way = "password" | "token";

export function SignIn({ refused, onDone }: { refused: string | null; onDone: () => void }) {
  const console = useConsole();
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);
  const [way, setWay] = useState<Way>("password");
  const [needsCode, setNeedsCode] = useState(false);
  const [needsWorkspace, setNeedsWorkspace] = useState(false);
  const [problem, setProblem] = useState<string | null>(refused ? word("problem", refused) : null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    document.title = `${t("sign_in.title")} · Switchboard`;
  }, []);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? "").trim();
    setBusy(true);
    setProblem(null);
    const done =
      way === "token"
        ? console.signInByToken(field("token"))
        : console.signIn({
            login: field("login"),
            password: String(form.get("password") ?? ""),
            ...(field("workspace") ? { workspace: field("workspace") } : {}),
            ...(field("code") ? { code: field("code") } : {}),
          });
    done.then(onDone, (why: unknown) => {
      setBusy(false);
      if (!(why instanceof Problem)) return setProblem(t("problem.failed"));
      if (why.code === "code_needed") setNeedsCode(true);
      // Whoever has the same login in several workspaces must say which; that is not told apart from a wrong password.
      setNeedsWorkspace(true);
      setProblem(why.retryAfter ? t("sign_in.wait", { count: why.retryAfter }) : word("problem", why.code));
    });
  };

  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit}>
        <Logo />
        <h1>{t("sign_in.title")}</h1>
        <Trouble is={problem} />
        {way === "password" ? (
          <>
            <label className="field">
              <span>{t("sign_in.login")}</span>
              <input name="login" autoComplete="username" required autoFocus />
            </label>
            <label className="field">
              <span>{t("sign_in.password")}</span>
              <input name="password" type="password" autoComplete="current-password" required />
            </label>
            {needsCode ? (
              <label className="field">
                <span>{t("sign_in.code")}</span>
                <input name="code" autoComplete="one-time-code" inputMode="numeric" autoFocus />
              </label>
            ) : (
              <button type="button" className="button-link" onClick={() => setNeedsCode(true)}>
                {t("sign_in.have_code")}
              </button>
            )}
            {needsWorkspace && (
              <label className="field">
                <span>{t("sign_in.workspace")}</span>
                <input name="workspace" autoComplete="organization" />
              </label>
            )}
          </>
        ) : (
          <label className="field">
            <span>{t("sign_in.token")}</span>
            <input name="token" type="password" autoComplete="off" required autoFocus />
          </label>
        )}
        <button type="submit" className="button button-main" disabled={isBusy}>
          {isBusy ? t("sign_in.busy") : t("sign_in.go")}
        </button>
        {isLocal && (
          <aside className="sign-in-hint">
            <p>{t("sign_in.demo")}</p>
            <button type="button" className="button-link" onClick={() => setWay(way === "token" ? "password" : "token")}>
              {way === "token" ? t("sign_in.by_password") : t("sign_in.by_token")}
            </button>
          </aside>
        )}
      </form>
    </main>
  );
}
