// The form around what is set: it is saved as a whole, and says what kept it from being saved, or that it is.

import type { ReactNode } from "react";
import { t } from "../../text/text";
import { Trouble } from "../parts/trouble";
import type { Deed } from "./load";

export function SettingForm({ deed, onSave, beside, children }: { deed: Deed; onSave: (given: FormData) => Promise<unknown>; beside?: ReactNode; children: ReactNode }) {
  return (
    <form
      className="card form"
      onChange={deed.anew}
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(new FormData(event.currentTarget));
      }}
    >
      {children}
      <Trouble is={deed.problem} />
      <FormFoot deed={deed}>
        {beside}
        <button type="submit" className="button button-main" disabled={deed.isBusy}>
          {t("admin.save")}
        </button>
      </FormFoot>
    </form>
  );
}

/** What one can do with a form, behind the word that it was done. */
export function FormFoot({ deed, children }: { deed: Deed; children: ReactNode }) {
  return (
    <footer className="form-foot">
      {deed.isDone && <span role="status">{t("admin.saved")}</span>}
      {children}
    </footer>
  );
}
