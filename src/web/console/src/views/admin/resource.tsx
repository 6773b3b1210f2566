// Queues, agents, teams and platforms: a list, and a form for one of them.

import { useState } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { Name } from "../parts/name";
import { Form, type Values } from "./form";
import { useDeed, useLoad } from "./load";
import { RESOURCES } from "./pages";
import { SiteKeys } from "./site_keys";

interface Setting {
  id: string;
  version: number;
  settings: Values;
}

export function Resource({ kind }: { kind: keyof typeof RESOURCES }) {
  const { found, problem, again } = useLoad((api) => api.pages<Setting>(`/${kind}`), kind);
  const [chosen, setChosen] = useState<string | null>(null);
  const isNew = chosen === "";
  const setting = found?.find(({ id }) => id === chosen);
  return (
    <>
      {problem && <p className="problem">{problem}</p>}
      <div className="admin-split">
        <div>
          <button type="button" className="button" onClick={() => setChosen("")}>
            {t("admin.new")}
          </button>
          <ul className="admin-list">
            {found?.map(({ id, settings }) => (
              <li key={id}>
                <button type="button" className="admin-item" aria-current={id === chosen ? "true" : undefined} onClick={() => setChosen(id)}>
                  <Name of={String(settings["name"] || id)} />
                  <code>{id}</code>
                </button>
              </li>
            ))}
          </ul>
          {found?.length === 0 && <p className="hint">{t("admin.none")}</p>}
        </div>
        {(isNew || setting) && (
          <div className="admin-one">
            <Editor
              key={`${chosen} ${setting?.version ?? 0}`}
              kind={kind}
              setting={setting}
              onSaved={async (id) => {
                await again();
                setChosen(id);
              }}
            />
            {setting && kind === "platforms" && <SiteKeys platform={setting.id} />}
          </div>
        )}
      </div>
    </>
  );
}

function Editor({ kind, setting, onSaved }: { kind: keyof typeof RESOURCES; setting: Setting | undefined; onSaved: (id: string | null) => Promise<void> }) {
  const console = useConsole();
  const { fields, fresh } = RESOURCES[kind];
  const [id, setId] = useState("");
  const [values, setValues] = useState<Values>(setting?.settings ?? { ...fresh, ...(kind === "platforms" ? { workspace: console.store.get().me?.workspace } : {}) });
  const { run, problem, isDone, isBusy } = useDeed();
  const name = setting?.id ?? id.trim();
  const save = () =>
    run(async () => {
      await console.api.ask("PUT", `/${kind}/${encodeURIComponent(name)}`, { body: values, version: setting?.version ?? 0 });
      void console.desk.names();
      await onSaved(name);
    });
  const retire = () =>
    run(async () => {
      await console.api.ask("DELETE", `/${kind}/${encodeURIComponent(name)}`, { version: setting?.version ?? 0 });
      await onSaved(null);
    });
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{setting ? <Name of={String(values["name"] || setting.id)} /> : t("admin.new")}</h2>
      {!setting && (
        <label className="field">
          <span>{t("admin.id")}</span>
          <input value={id} required pattern="[A-Za-z0-9._\-]{1,64}" onChange={(event) => setId(event.target.value)} />
        </label>
      )}
      <Form fields={fields} values={values} onChange={setValues} />
      {setting && kind === "platforms" && <Snippet platform={setting.id} />}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <footer className="form-foot">
        {isDone && <span role="status">{t("admin.saved")}</span>}
        {setting && kind === "teams" && (
          <button type="button" className="button" onClick={() => void retire()}>
            {t("admin.retire")}
          </button>
        )}
        <button type="submit" className="button button-main" disabled={isBusy}>
          {t("admin.save")}
        </button>
      </footer>
    </form>
  );
}

/** The one line by which a site has the widget. */
function Snippet({ platform }: { platform: string }) {
  const script = new URL("../widget.js", location.href).href;
  return (
    <div className="field">
      <span>{t("admin.snippet")}</span>
      <code className="snippet" dir="ltr">{`<script async src="${script}" data-platform="${platform}"></script>`}</code>
    </div>
  );
}
