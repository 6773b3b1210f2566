// One's letters: whether a mail tells one that a customer waits. Where the installation sends none there is nothing to choose.

import { useState } from "react";
import type { Shape } from "../../api/shapes";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { useDeed, useLoad } from "./load";
import { SettingForm } from "./setting_form";

type Mine = Shape<"Letters">;

export function Letters() {
  const { found, again } = useLoad((api) => api.get<Mine>("/me/letters"), "letters");
  if (!found?.sent) return null;
  return <Choice mine={found} onChanged={again} />;
}

function Choice({ mine, onChanged }: { mine: Mine; onChanged: () => Promise<void> }) {
  const { api } = useConsole();
  const deed = useDeed();
  const [wanted, setWanted] = useState(mine.wanted);
  const elsewhere = mine.address ? undefined : (mine.to ?? undefined);
  const save = (given: FormData) =>
    deed.run(async () => {
      await api.ask("POST", "/me/letters", { body: { wanted, address: String(given.get("address") ?? "").trim() } });
      await onChanged();
    });
  return (
    <SettingForm deed={deed} onSave={save}>
      <h2>{t("letters.title")}</h2>
      <p className="hint">{t("letters.means")}</p>
      <label className="check">
        <input type="checkbox" checked={wanted} onChange={(event) => setWanted(event.target.checked)} />
        {t("letters.wanted")}
      </label>
      <label className="field">
        <span>{t("letters.address")}</span>
        <input
          name="address"
          type="email"
          autoComplete="email"
          dir="ltr"
          maxLength={254}
          defaultValue={mine.address ?? ""}
          placeholder={elsewhere}
          required={wanted && !elsewhere}
        />
      </label>
    </SettingForm>
  );
}
