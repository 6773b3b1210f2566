// A list of codes with a text in each language: reasons for breaks, codes of wrap-up, canned responses.

import type { Labelled } from "../../../../shared/console.gen";
import { t } from "../../text/text";

export function Labels({ title, hint, list, languages, onChange, isLong = false }: {
  title: string; hint: string; list: Labelled[]; languages: string[]; onChange: (list: Labelled[]) => void; isLong?: boolean;
}) {
  const put = (place: number, one: Labelled) => onChange(list.map((old, here) => (here === place ? one : old)));
  return (
    <fieldset className="labels">
      <legend>{title}</legend>
      <p className="hint">{hint}</p>
      {list.map((one, place) => (
        <div key={place} className="labels-row">
          <input aria-label={t("labels.code")} className="code" value={one.code} required pattern="[A-Za-z0-9_.\-]{1,64}" onChange={(event) => put(place, { ...one, code: event.target.value })} />
          {languages.map((language) => {
            const shared = {
              value: one.label[language] ?? "",
              placeholder: language,
              lang: language,
              "aria-label": t("labels.text", { language }),
              onChange: (event: { target: { value: string } }) => put(place, { ...one, label: { ...one.label, [language]: event.target.value } }),
            };
            return isLong ? <textarea key={language} rows={2} {...shared} /> : <input key={language} {...shared} />;
          })}
          <button type="button" className="button button-small" onClick={() => onChange(list.filter((_, here) => here !== place))}>
            {t("labels.remove")}
          </button>
        </div>
      ))}
      <button type="button" className="button button-small" onClick={() => onChange([...list, { code: "", label: {} }])}>
        {t("labels.add")}
      </button>
    </fieldset>
  );
}
