// How long what was said is kept.

import { useEffect, useState } from "react";
import { useConsole } from "../../app/context";
import { EraseCaller } from "./erase_caller";
import { Form, type Values } from "./form";
import { useDeed, useLoad } from "./load";
import type { Field } from "./pages";
import { SettingForm } from "./setting_form";
import { Trouble } from "../parts/trouble";

const FIELDS: Field[] = [
  { name: "text_days", kind: "number" },
  { name: "attachment_days", kind: "number" },
  { name: "audit_days", kind: "number" },
];

export function Retention() {
  const { api } = useConsole();
  const { found, problem, again } = useLoad((from) => from.versioned<Values>("/retention"), "retention");
  const [values, setValues] = useState<Values | null>(null);
  const deed = useDeed();
  useEffect(() => {
    if (found) setValues(found.value);
  }, [found]);
  if (!values) return <Trouble is={problem} />;
  const save = () =>
    deed.run(async () => {
      const { text_days, attachment_days, audit_days } = values;
      await api.ask("PUT", "/retention", { body: { text_days, attachment_days, audit_days }, version: found?.version ?? 0 });
      await again();
    });
  return (
    <>
      <SettingForm deed={deed} onSave={save}>
        <Form fields={FIELDS} values={values} onChange={setValues} />
      </SettingForm>
      <EraseCaller />
    </>
  );
}
