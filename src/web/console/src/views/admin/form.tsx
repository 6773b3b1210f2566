// The fields of a setting. What has no simple form is edited as the API speaks it.

import { useId, useState } from "react";
import { useStore } from "../../app/context";
import { t, word } from "../../text/text";
import { useLoad } from "./load";
import type { Field } from "./pages";

export type Values = Record<string, unknown>;

export function Form({ fields, values, onChange, onSound }: { fields: Field[]; values: Values; onChange: (values: Values) => void; onSound: (is: boolean) => void }) {
  const [faulty, setFaulty] = useState<Record<string, boolean>>({});
  const put = (name: string, value: unknown) => onChange({ ...values, [name]: value });
  const sound = (name: string, is: boolean) => {
    const next = { ...faulty, [name]: !is };
    setFaulty(next);
    onSound(!Object.values(next).includes(true));
  };
  return (
    <>
      {fields.map((field) => (
        <One key={field.name} field={field} value={values[field.name]} onPut={(value) => put(field.name, value)} onSound={(is) => sound(field.name, is)} />
      ))}
    </>
  );
}

/** What is left empty has its default again. */
const EMPTY = undefined;

interface OneProps {
  field: Field;
  value: unknown;
  onPut: (value: unknown) => void;
  onSound: (is: boolean) => void;
}

function One({ field, value, onPut, onSound }: OneProps) {
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
    case "json":
      return <Json text={text} rows={field.rows ?? 4} value={value} onPut={onPut} onSound={onSound} />;
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

function Json({ text, rows, value, onPut, onSound }: { text: string; rows: number; value: unknown; onPut: (value: unknown) => void; onSound: (is: boolean) => void }) {
  const id = useId();
  const [written, setWritten] = useState(() => (value === undefined || value === null ? "" : JSON.stringify(value, null, 2)));
  const [isWrong, setWrong] = useState(false);
  const write = (next: string) => {
    setWritten(next);
    try {
      onPut(next.trim() === "" ? EMPTY : JSON.parse(next));
      setWrong(false);
      onSound(true);
    } catch {
      setWrong(true);
      onSound(false);
    }
  };
  return (
    <div className="field">
      <label htmlFor={id}>{text}</label>
      <textarea id={id} className="code" rows={rows} spellCheck={false} value={written} aria-invalid={isWrong} onChange={(event) => write(event.target.value)} />
      {isWrong && <span className="problem">{t("admin.not_json")}</span>}
    </div>
  );
}
