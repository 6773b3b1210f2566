// Queues, agents, teams and platforms: a list, and a form for one of them.

import { useEffect, useState } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { Choices } from "../parts/choices";
import { Name } from "../parts/name";
import { Form, type Values } from "./form";
import { useDeed, useLoad } from "./load";
import { RESOURCES } from "./pages";
import { SettingForm } from "./setting_form";
import { SiteKeys } from "./site_keys";
import { Trouble } from "../parts/trouble";

interface Setting {
  id: string;
  version: number;
  settings: Values;
}

export function Resource({ kind }: { kind: keyof typeof RESOURCES }) {
  const { found, problem, again } = useLoad((api) => api.pages<Setting>(`/${kind}`), kind);
  const [chosen, setChosen] = useState<string | null>(null);
  // A form stays the same one while what it made gets its id and its versions.
  const [opened, setOpened] = useState(0);
  const open = (id: string) => {
    setChosen(id);
    setOpened(opened + 1);
  };
  const isNew = chosen === "";
  const setting = found?.find(({ id }) => id === chosen);
  return (
    <>
      <Trouble is={problem} />
      <div className="admin-split">
        <div>
          <button type="button" className="button" onClick={() => open("")}>
            {t("admin.new")}
          </button>
          <Choices
            of={found?.map(({ id, settings }) => ({ id, name: <Name of={String(settings["name"] || id)} />, beside: <code>{id}</code> }))}
            chosen={chosen}
            onChoose={open}
            none={t("admin.none")}
          />
        </div>
        {(isNew || setting) && (
          <div className="admin-one">
            <Editor
              key={opened}
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
  const deed = useDeed();
  useEffect(() => {
    if (setting) setValues(setting.settings);
    // What is written and not saved stays, unless there is a newer version.
  }, [setting?.version]);
  const name = setting?.id ?? id.trim();
  const save = () =>
    deed.run(async () => {
      await console.api.ask("PUT", `/${kind}/${encodeURIComponent(name)}`, { body: values, version: setting?.version ?? 0 });
      void console.desk.names();
      await onSaved(name);
    });
  const retire = () =>
    deed.run(async () => {
      await console.api.ask("DELETE", `/${kind}/${encodeURIComponent(name)}`, { version: setting?.version ?? 0 });
      await onSaved(null);
    });
  return (
    <SettingForm
      deed={deed}
      onSave={save}
      beside={
        setting &&
        kind === "teams" && (
          <button type="button" className="button" onClick={() => void retire()}>
            {t("admin.retire")}
          </button>
        )
      }
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
    </SettingForm>
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
