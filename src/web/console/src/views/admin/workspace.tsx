// The workspace: its name and languages, reasons, codes and canned responses.

import { useEffect, useState } from "react";
import type { Labelled } from "../../../../shared/console.gen";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { Form, type Values } from "./form";
import { Labels } from "./labels";
import { useDeed, useLoad } from "./load";
import type { Field } from "./pages";
import { SettingForm } from "./setting_form";
import { Trouble } from "../parts/trouble";

const FIELDS: Field[] = [
  { name: "name", kind: "text", required: true },
  { name: "second_factor", kind: "select", options: ["optional", "admins", "everybody"] },
  { name: "redaction", kind: "redaction" },
];

export function Workspace() {
  const console = useConsole();
  const { found, problem, again } = useLoad((api) => api.get<{ version: number; settings: Values }>("/workspace"), "workspace");
  const [values, setValues] = useState<Values | null>(null);
  const deed = useDeed();
  useEffect(() => {
    if (found) setValues(found.settings);
  }, [found]);
  if (!values || !found) return <Trouble is={problem} />;
  const languages = (values["languages"] as string[] | undefined) ?? [];
  const spoken = languages.length > 0 ? languages : ["sv", "en"];
  const list = (name: string) => (values[name] as Labelled[] | undefined) ?? [];
  const put = (name: string) => (value: unknown) => setValues({ ...values, [name]: value });
  const save = () =>
    deed.run(async () => {
      await console.api.ask("PUT", "/workspace", { body: cleaned(values), version: found.version });
      await again();
      await console.desk.names();
    });
  return (
    <SettingForm deed={deed} onSave={save}>
      <Form fields={FIELDS} values={values} onChange={setValues} />
      <label className="field">
        <span>{t("field.languages")}</span>
        <input value={languages.join(" ")} onChange={(event) => put("languages")(event.target.value.split(/\s+/).filter(Boolean))} />
      </label>
      <Labels title={t("labels.breaks")} hint={t("labels.breaks_hint")} list={list("break_reasons")} languages={spoken} onChange={put("break_reasons")} />
      <Labels title={t("labels.codes")} hint={t("labels.codes_hint")} list={list("wrap_up_codes")} languages={spoken} onChange={put("wrap_up_codes")} />
      <Labels title={t("canned.title")} hint={t("canned.hint")} list={list("canned_responses")} languages={spoken} onChange={put("canned_responses")} isLong />
    </SettingForm>
  );
}

/** A text that was left empty is no text in that language. */
function cleaned(values: Values): Values {
  const clean = (list: unknown) =>
    ((list as Labelled[] | undefined) ?? []).map(({ code, label }) => ({ code, label: Object.fromEntries(Object.entries(label).filter(([, text]) => text.trim() !== "")) }));
  return { ...values, break_reasons: clean(values["break_reasons"]), wrap_up_codes: clean(values["wrap_up_codes"]), canned_responses: clean(values["canned_responses"]) };
}
