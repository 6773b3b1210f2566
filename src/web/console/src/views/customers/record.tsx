// One customer: what is known of them, as whom, their sessions; and for whoever answers for data, handing it out and erasing.

import type { FormEvent } from "react";
import type { Shape } from "../../api/shapes";
import { useConsole, useStore } from "../../app/context";
import { administers } from "../../store/select";
import { t, word } from "../../text/text";
import { date } from "../../text/time";
import { type Deed, useDeed, useLoad } from "../admin/load";
import { SettingForm } from "../admin/setting_form";
import { Name } from "../parts/name";
import { DataDeeds } from "./data";
import { Trouble } from "../parts/trouble";

type Customer = Shape<"Customer">;
const FIELDS = ["name", "email", "phone"] as const;

export function CustomerRecord({ customer, onChanged }: { customer: string; onChanged: () => void }) {
  const { api, go } = useConsole();
  const isAdmin = useStore(administers);
  const path = `/customers/${encodeURIComponent(customer)}`;
  const { found, problem, again } = useLoad((from) => from.get<Customer>(path), path);
  // Of the record, not of one version's form: what was saved is a new version.
  const deed = useDeed();
  if (!found) return <p className={problem ? "problem" : "hint"}>{problem ?? t("conversation.reading")}</p>;
  const changed = async () => {
    await again();
    onChanged();
  };
  return (
    <div className="customer">
      <Profile key={found.version} path={path} known={found} deed={deed} onSaved={changed} />
      <Identities path={path} known={found} onChanged={changed} />
      <Sessions path={path} />
      {isAdmin && (
        <DataDeeds
          api={api}
          path={path}
          onErased={() => {
            onChanged();
            go({ at: "customers" });
          }}
        />
      )}
    </div>
  );
}

function Profile({ path, known, deed, onSaved }: { path: string; known: Customer; deed: Deed; onSaved: () => Promise<void> }) {
  const { api } = useConsole();
  const save = (given: FormData) => {
    const values = FIELDS.map((field) => [field, String(given.get(field)).trim() || undefined]);
    return deed.run(async () => {
      await api.ask("PUT", path, { body: { ...Object.fromEntries(values), attributes: known.attributes }, version: known.version });
      await onSaved();
    });
  };
  return (
    <SettingForm deed={deed} onSave={save}>
      <h2>
        <Name of={known.name || t("customers.unnamed")} />
      </h2>
      {FIELDS.map((field) => (
        <label key={field} className="field">
          <span>{t(`context.${field}`)}</span>
          <input name={field} maxLength={256} defaultValue={known[field] ?? ""} />
        </label>
      ))}
      {Object.keys(known.attributes).length > 0 && (
        <dl className="facts">
          {Object.entries(known.attributes).map(([name, value]) => (
            <div key={name}>
              <dt>
                <Name of={name} />
              </dt>
              <dd>
                <Name of={typeof value === "string" ? value : JSON.stringify(value)} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </SettingForm>
  );
}

function Identities({ path, known, onChanged }: { path: string; known: Customer; onChanged: () => Promise<void> }) {
  const { api } = useConsole();
  const platforms = useStore((state) => state.names.platforms);
  const { run, problem } = useDeed();
  const identities = known.identities ?? [];
  const ask = (deed: "link" | "unlink", body: object) =>
    run(async () => {
      await api.ask("POST", `${path}/${deed}`, { body });
      await onChanged();
    });
  const link = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    void ask("link", { platform: given.get("platform"), user_id: String(given.get("user_id")).trim() }).then((isDone) => isDone && form.reset());
  };
  return (
    <section className="card">
      <h2>{t("customers.identities")}</h2>
      <ul className="set-aside">
        {identities.map(({ platform, user_id, proof, since }) => (
          <li key={`${platform} ${user_id}`}>
            <span>
              {platforms[platform] ?? platform}: <Name of={user_id} />
            </span>
            <span className="hint">
              {word("proof", proof)}, {date(since)}
            </span>
            {identities.length > 1 && (
              <button type="button" className="button button-small" onClick={() => void ask("unlink", { platform, user_id })}>
                {t("customers.unlink")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <form className="form form-line" onSubmit={link}>
        <label className="field">
          <span>{t("context.platform")}</span>
          <select name="platform" required>
            {Object.entries(platforms).map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t("context.key")}</span>
          <input name="user_id" required />
        </label>
        <button type="submit" className="button">
          {t("customers.link")}
        </button>
      </form>
      <Trouble is={problem} />
    </section>
  );
}

function Sessions({ path }: { path: string }) {
  const console = useConsole();
  const queues = useStore((state) => state.names.queues);
  const { found, problem } = useLoad((from) => from.pages<Shape<"EarlierSession">>(`${path}/sessions`, 200), `${path}/sessions`);
  return (
    <section className="card">
      <h2>{t("customers.sessions")}</h2>
      <Trouble is={problem} />
      <ul className="earlier">
        {found?.map((one) => (
          <li key={one.session}>
            <button type="button" className="button-link" onClick={() => console.select(one.session)}>
              {date(one.opened_at)}
            </button>
            <span className="hint">
              {[word("standing", one.standing), one.queue && (queues[one.queue] ?? one.queue)].filter(Boolean).join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
