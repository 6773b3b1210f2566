// What a person may ask for: everything held on them, and that it be gone. Both leave a line in the audit log.

import { useState } from "react";
import type { Api } from "../../api/api";
import { t } from "../../text/text";
import { useDeed } from "../admin/load";
import { Trouble } from "../parts/trouble";

export function DataDeeds({ api, path, onErased }: { api: Api; path: string; onErased: () => void }) {
  const { run, problem, isBusy } = useDeed();
  const [isAsked, setAsked] = useState(false);
  const save = () =>
    void run(async () => {
      const held = await api.get<unknown>(`${path}/export`);
      const file = URL.createObjectURL(new Blob([JSON.stringify(held, null, 2)], { type: "application/json" }));
      Object.assign(document.createElement("a"), { href: file, download: "customer.json" }).click();
      setTimeout(() => URL.revokeObjectURL(file), 10_000);
    });
  const erase = () => void run(() => api.ask("POST", `${path}/erase`)).then((isDone) => isDone && onErased());
  return (
    <section className="card">
      <h2>{t("customers.data")}</h2>
      <p className="hint">{t("customers.data_hint")}</p>
      <footer className="form-foot">
        <button type="button" className="button" disabled={isBusy} onClick={save}>
          {t("customers.export")}
        </button>
        {!isAsked && (
          <button type="button" className="button button-danger" disabled={isBusy} onClick={() => setAsked(true)}>
            {t("customers.erase")}
          </button>
        )}
      </footer>
      {isAsked && (
        <div className="erase" role="alertdialog" aria-label={t("customers.erase")}>
          <p>{t("customers.erase_sure")}</p>
          <footer className="form-foot">
            <button type="button" className="button" autoFocus onClick={() => setAsked(false)}>
              {t("dialog.cancel")}
            </button>
            <button type="button" className="button button-danger" disabled={isBusy} onClick={erase}>
              {t("customers.erase_go")}
            </button>
          </footer>
        </div>
      )}
      <Trouble is={problem} />
    </section>
  );
}
