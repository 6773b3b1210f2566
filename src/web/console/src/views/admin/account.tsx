// One's own account: who one is, password, second factor, sign-ins, and how this browser behaves.

import type { Shape } from "../../api/shapes";
import type { FormEvent } from "react";
import { useConsole, useStore } from "../../app/context";
import { t, word } from "../../text/text";
import { date } from "../../text/time";
import { Toggle } from "../parts/toggle";
import { SecondFactor } from "./second_factor";
import { Letters } from "./letters";
import { FormFoot } from "./setting_form";
import { useDeed, useLoad } from "./load";
import { Trouble } from "../parts/trouble";

export type Mine = Shape<"Me">;

export function Account() {
  const { found, problem, again } = useLoad((api) => api.get<Mine>("/me"), "me");
  const name = useStore((state) => state.me?.name ?? "");
  return (
    <main className="account">
      <h1>{t("account.title")}</h1>
      <Trouble is={problem} />
      <section className="card form">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p className="hint">{found ? `${found.login ?? found.person} · ${word("role", found.role)}` : ""}</p>
        <Toggle name="sound" text={t("account.sound")} />
        <Toggle name="notify" text={t("account.notify")} />
        <Toggle name="letters" text={t("keys.letters")} />
      </section>
      <Letters />
      {found?.login && (
        <>
          <Password />
          <SecondFactor mine={found} onChanged={again} />
          <SignIns />
        </>
      )}
    </main>
  );
}

function Password() {
  const { api } = useConsole();
  const deed = useDeed();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = Object.fromEntries(new FormData(form));
    void deed.run(() => api.ask("POST", "/me/password", { body: given })).then((isDone) => isDone && form.reset());
  };
  return (
    <form className="card form" onSubmit={submit}>
      <h2>{t("account.password")}</h2>
      <label className="field">
        <span>{t("account.old")}</span>
        <input name="old" type="password" autoComplete="current-password" required />
      </label>
      <label className="field">
        <span>{t("password.new")}</span>
        <input name="new" type="password" autoComplete="new-password" minLength={8} maxLength={128} required />
      </label>
      <Trouble is={deed.problem} />
      <FormFoot deed={deed}>
        <button type="submit" className="button">
          {t("password.set")}
        </button>
      </FormFoot>
    </form>
  );
}

type SignInLine = Shape<"SignIn">;

function SignIns() {
  const { api } = useConsole();
  const { found, again } = useLoad((from) => from.pages<SignInLine>("/me/sign-ins"), "sign-ins");
  const deed = useDeed();
  return (
    <section className="card">
      <h2>{t("account.sign_ins")}</h2>
      <ul className="set-aside">
        {found?.map((one) => (
          <li key={one.sign_in}>
            <bdi>{one.client}</bdi> <span className="hint">{one.address}</span> <span>{date(one.used_at)}</span>
            {one.current ? (
              <span className="hint">{t("account.here")}</span>
            ) : (
              <button
                type="button"
                className="button button-small"
                onClick={() =>
                  void deed.run(async () => {
                    await api.ask("DELETE", `/me/sign-ins/${one.sign_in}`);
                    await again();
                  })
                }
              >
                {t("account.end")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
