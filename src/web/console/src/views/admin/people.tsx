// People: inviting somebody, their role, shutting them out, helping who cannot get in, ending their sign-ins.

import type { Shape } from "../../api/shapes";
import { useState, type FormEvent } from "react";
import { useConsole } from "../../app/context";
import { t, word } from "../../text/text";
import { date } from "../../text/time";
import { useDeed, useLoad } from "./load";
import { Table } from "../parts/table";
import { Trouble } from "../parts/trouble";

type Person = Shape<"Person">;
type SignIn = Shape<"SignIn">;

const ROLES = ["agent", "supervisor", "admin", "owner"];

export function People() {
  const { api } = useConsole();
  const { found, problem, again } = useLoad((from) => from.pages<Person>("/people"), "people");
  const deed = useDeed();
  const [link, setLink] = useState<{ person: string; url: string; until: string } | null>(null);
  const show = (person: string, made: { token: string; expires_at: string }) =>
    setLink({ person, url: `${location.origin}${location.pathname}#invitation=${made.token}`, until: made.expires_at });
  const [signedOut, setSignedOut] = useState<string | null>(null);
  const invite = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = Object.fromEntries(new FormData(form)) as Record<string, string>;
    void deed.run(async () => {
      show(given["person"] ?? "", await api.ask("POST", "/people", { body: given }));
      form.reset();
      await again();
    });
  };
  const change = ({ person, version, login, role, disabled }: Person, with_: Partial<Person>) =>
    void deed.run(async () => {
      await api.ask("PUT", `/people/${person}`, { body: { login, role, disabled, ...with_ }, version });
      await again();
    });
  const reset = (person: string) => void deed.run(async () => show(person, await api.ask("POST", `/people/${person}/reset-link`)));
  const signOut = (person: string) =>
    void deed.run(async () => {
      const all = await api.pages<SignIn>(`/people/${person}/sign-ins`);
      // One's own last: with it goes the right to end the others.
      for (const one of all.sort((left, right) => Number(left.current) - Number(right.current))) {
        await api.ask("DELETE", `/people/${person}/sign-ins/${one.sign_in}`);
      }
      setSignedOut(person);
    });
  return (
    <>
      <Trouble is={problem ?? deed.problem} />
      {signedOut && (
        <p className="card" role="status">
          {t("people.signed_out", { person: signedOut })}
        </p>
      )}
      {link && (
        <p className="card once" role="status">
          {t("people.link", { person: link.person, until: date(link.until) })} <code>{link.url}</code>
        </p>
      )}
      <form className="card form form-line" onSubmit={invite}>
        <h2>{t("people.invite")}</h2>
        <label className="field">
          <span>{t("admin.id")}</span>
          <input name="person" required pattern="[A-Za-z0-9._\-]{1,64}" />
        </label>
        <label className="field">
          <span>{t("sign_in.login")}</span>
          <input name="login" required />
        </label>
        <label className="field">
          <span>{t("people.role")}</span>
          <select name="role">
            <Roles />
          </select>
        </label>
        <button type="submit" className="button button-main">
          {t("people.invite_go")}
        </button>
      </form>
      <div className="card table-card">
        <Table columns={[t("people.person"), t("sign_in.login"), t("people.role"), t("people.state")]} hasDeeds none={found?.length === 0 ? t("admin.none") : undefined}>
          {found?.map((person) => (
            <tr key={person.person}>
              <th scope="row">{person.person}</th>
              <td>
                <bdi>{person.login}</bdi>
              </td>
              <td>
                <select aria-label={t("people.role")} value={person.role} onChange={(event) => change(person, { role: event.target.value })}>
                  <Roles />
                </select>
              </td>
              <td>
                {person.disabled ? t("people.disabled") : person.has_password ? t("people.active") : t("people.invited")}
                {person.has_second_factor && <span className="hint"> {t("people.factor")}</span>}
              </td>
              <td className="table-deeds">
                <button type="button" className="button button-small" onClick={() => reset(person.person)}>
                  {t("people.reset")}
                </button>
                <button type="button" className="button button-small" onClick={() => signOut(person.person)}>
                  {t("people.sign_out")}
                </button>
                <button type="button" className="button button-small" onClick={() => change(person, { disabled: !person.disabled })}>
                  {person.disabled ? t("people.enable") : t("people.disable")}
                </button>
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </>
  );
}

function Roles() {
  return ROLES.map((role) => (
    <option key={role} value={role}>
      {word("role", role)}
    </option>
  ));
}
