// Keys by which a platform's site vouches for its customers: made, shown once, revoked.

import { useState, type FormEvent } from "react";
import type { Shape } from "../../api/shapes";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { date } from "../../text/time";
import { useDeed, useLoad } from "./load";
import { Trouble } from "../parts/trouble";

type SiteKey = Shape<"SiteKey">;

export function SiteKeys({ platform }: { platform: string }) {
  const { api } = useConsole();
  const path = `/platforms/${encodeURIComponent(platform)}/site-keys`;
  const { found, problem, again } = useLoad((from) => from.pages<SiteKey>(path), path);
  const deed = useDeed();
  const [algorithm, setAlgorithm] = useState("HS256");
  const [made, setMade] = useState<SiteKey | null>(null);
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = Object.fromEntries(new FormData(form));
    void deed.run(async () => {
      setMade(await api.ask<SiteKey>("POST", path, { body: given }));
      form.reset();
      setAlgorithm("HS256");
      await again();
    });
  };
  const revoke = (key: string) =>
    void deed.run(async () => {
      await api.ask("DELETE", `${path}/${encodeURIComponent(key)}`);
      await again();
    });
  return (
    <section className="card form">
      <h2>{t("site_keys.title")}</h2>
      <p className="hint">{t("site_keys.hint")}</p>
      <Trouble is={problem ?? deed.problem} />
      {made?.secret && (
        <p className="card once" role="status">
          {t("api_keys.once")} <code>{made.secret}</code>
        </p>
      )}
      <ul className="set-aside">
        {found?.map((one) => (
          <li key={one.key}>
            <strong>{one.name}</strong> <code>{one.key}</code>
            <span className="hint">
              {one.algorithm}, {date(one.created_at)}
            </span>
            {one.revoked_at ? (
              <span className="hint">{t("api_keys.revoked")}</span>
            ) : (
              <button type="button" className="button button-small" onClick={() => revoke(one.key)}>
                {t("api_keys.revoke")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <form className="form form-line" onSubmit={make}>
        <label className="field">
          <span>{t("site_keys.name")}</span>
          <input name="name" required maxLength={64} />
        </label>
        <label className="field">
          <span>{t("site_keys.algorithm")}</span>
          <select name="algorithm" value={algorithm} onChange={(event) => setAlgorithm(event.target.value)}>
            <option value="HS256">{t("site_keys.secret")}</option>
            <option value="EdDSA">{t("site_keys.public")}</option>
          </select>
        </label>
        {algorithm === "EdDSA" && (
          <label className="field">
            <span>{t("site_keys.public_key")}</span>
            <input name="public_key" required />
          </label>
        )}
        <button type="submit" className="button">
          {t("api_keys.make")}
        </button>
      </form>
    </section>
  );
}
