// The fields of a setting.

import { useStore } from "../../app/context";
import { word } from "../../text/text";
import { Durations, Lines, NoticeTexts, Overflow, Redaction, Seconds, Slots } from "./fields";
import { Hours } from "./hours";
import { useLoad } from "./load";
import type { Field } from "./pages";

export type Values = Record<string, unknown>;

export function Form({ fields, values, onChange }: { fields: Field[]; values: Values; onChange: (values: Values) => void }) {
  return (
    <>
      {fields.map((field) => (
        <One key={field.name} field={field} value={values[field.name]} onPut={(value) => onChange({ ...values, [field.name]: value })} />
      ))}
    </>
  );
}

interface OneProps {
  field: Field;
  value: unknown;
  onPut: (value: unknown) => void;
}

function One({ field, value, onPut }: OneProps) {
  const text = word("field", field.name);
  switch (field.kind) {
    case "text":
      return (
        <label className="field">
          <span>{text}</span>
          <input value={String(value ?? "")} required={field.required} onChange={(event) => onPut(event.target.value)} />
        </label>
      );
    case "number":
      return (
        <label className="field">
          <span>{text}</span>
          <input
            type="number"
            min={0}
            value={value === null || value === undefined ? "" : Number(value)}
            onChange={(event) => onPut(event.target.value === "" ? (field.nullable ? null : 0) : Number(event.target.value))}
          />
        </label>
      );
    case "select":
      return (
        <label className="field">
          <span>{text}</span>
          <select value={String(value ?? field.options[0])} onChange={(event) => onPut(event.target.value)}>
            {field.options.map((option) => (
              <option key={option} value={option}>
                {word(`option.${field.name}`, option)}
              </option>
            ))}
          </select>
        </label>
      );
    case "one":
    case "many":
      return <Choice field={field} text={text} value={value} onPut={onPut} />;
    case "seconds":
      return <Seconds text={text} value={value} onPut={onPut} />;
    case "lines":
      return <Lines text={text} value={value} onPut={onPut} example={field.example} />;
    case "slots":
      return <Slots text={text} value={value} onPut={onPut} />;
    case "overflow":
      return <Overflow text={text} value={value} onPut={onPut} />;
    case "redaction":
      return <Redaction text={text} value={value} onPut={onPut} />;
    case "hours":
      return <Hours text={text} value={value} onPut={onPut} />;
    case "durations":
      return <Durations text={text} value={value} onPut={onPut} of={field.of} />;
    case "notices":
      return <NoticeTexts text={text} value={value} onPut={onPut} of={field.of} />;
  }
}

function Choice({ field, text, value, onPut }: { field: Extract<Field, { kind: "one" | "many" }>; text: string; value: unknown; onPut: (value: unknown) => void }) {
  const names = useStore((state) => state.names);
  const { found: flows } = useLoad((api) => (field.of === "flows" ? api.pages<{ id: string }>("/flows") : Promise.resolve([])), field.of);
  const options: [string, string][] = field.of === "flows" ? (flows ?? []).map(({ id }) => [id, id]) : Object.entries(names[field.of]);
  if (field.kind === "one") {
    return (
      <label className="field">
        <span>{text}</span>
        <select value={String(value ?? "")} required={field.required} onChange={(event) => onPut(event.target.value || null)}>
          <option value="">–</option>
          {options.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    );
  }
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <fieldset className="options">
      <legend>{text}</legend>
      {options.map(([id, name]) => (
        <label key={id} className="option">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) => onPut(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
          <bdi>{name}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
