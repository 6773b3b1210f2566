// How long what was said is kept.

import { useEffect, useState } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { Form, type Values } from "./form";
import { useDeed, useLoad } from "./load";
import type { Field } from "./pages";

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
  if (!values) return problem ? <p className="problem">{problem}</p> : null;
  const save = () =>
    deed.run(async () => {
      const { text_days, attachment_days, audit_days } = values;
      await api.ask("PUT", "/retention", { body: { text_days, attachment_days, audit_days }, version: found?.version ?? 0 });
      await again();
    });
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Form fields={FIELDS} values={values} onChange={setValues} />
      {deed.problem && (
        <p className="problem" role="alert">
          {deed.problem}
        </p>
      )}
      <footer className="form-foot">
        {deed.isDone && <span role="status">{t("admin.saved")}</span>}
        <button type="submit" className="button button-main" disabled={deed.isBusy}>
          {t("admin.save")}
        </button>
      </footer>
    </form>
  );
}
