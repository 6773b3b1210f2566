// Keys of programs: made, shown once, revoked.

import type { Shape } from "../../api/shapes";
import { useState, type FormEvent } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { date } from "../../text/time";
import { useDeed, useLoad } from "./load";
import { Table } from "../parts/table";
import { Trouble } from "../parts/trouble";

type Key = Shape<"Key">;

const SCOPES = ["settings:read", "settings:write", "sessions:read", "sessions:write", "notes:write", "live:read", "customers:read", "customers:write", "feeds"];

export function Keys() {
  const { api } = useConsole();
  const { found, problem, again } = useLoad((from) => from.pages<Key>("/api-keys"), "keys");
  const deed = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    void deed.run(async () => {
      const made = await api.ask<{ secret: string }>("POST", "/api-keys", { body: { name: given.get("name"), scopes: given.getAll("scopes") } });
      setSecret(made.secret);
      form.reset();
      await again();
    });
  };
  const revoke = (key: string) =>
    void deed.run(async () => {
      await api.ask("DELETE", `/api-keys/${key}`);
      await again();
    });
  return (
    <>
      <Trouble is={problem ?? deed.problem} />
      {secret && (
        <p className="card once" role="status">
          {t("api_keys.once")} <code>{secret}</code>
        </p>
      )}
      <form className="card form" onSubmit={make}>
        <h2>{t("api_keys.new")}</h2>
        <label className="field">
          <span>{t("field.name")}</span>
          <input name="name" required />
        </label>
        <fieldset className="options options-row">
          <legend>{t("api_keys.scopes")}</legend>
          {SCOPES.map((scope) => (
            <label key={scope} className="option">
              <input type="checkbox" name="scopes" value={scope} /> <code>{scope}</code>
            </label>
          ))}
        </fieldset>
        <footer className="form-foot">
          <button type="submit" className="button button-main">
            {t("api_keys.make")}
          </button>
        </footer>
      </form>
      <div className="card table-card">
        <Table columns={[t("field.name"), t("api_keys.scopes"), t("api_keys.used")]} hasDeeds none={found?.length === 0 ? t("admin.none") : undefined}>
          {found?.map((key) => (
            <tr key={key.key}>
              <th scope="row">{key.name}</th>
              <td>{key.scopes.join(", ")}</td>
              <td>{key.used_at ? date(key.used_at) : "–"}</td>
              <td className="table-deeds">
                {key.revoked_at ? (
                  t("api_keys.revoked")
                ) : (
                  <button type="button" className="button button-small" onClick={() => revoke(key.key)}>
                    {t("api_keys.revoke")}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </>
  );
}
