// Fields that hold more than one value: slots by channel, what happens when a queue is full, times, and lines for customers.

import { useStore } from "../../app/context";
import { t, word } from "../../text/text";
import type { Values } from "./form";
import { useLoad } from "./load";

interface Many<T> {
  text: string;
  value: unknown;
  onPut: (value: T) => void;
}

const CHANNELS = ["chat", "message"];

/** A bare number is that many chats. */
export function Slots({ text, value, onPut }: Many<Values>) {
  const slots: Values = typeof value === "number" ? { chat: value } : ((value ?? {}) as Values);
  return (
    <fieldset className="labels">
      <legend>{text}</legend>
      <div className="labels-row">
        {CHANNELS.map((channel) => (
          <label key={channel} className="field">
            <span>{word("channel", channel)}</span>
            <input type="number" min={0} value={Number(slots[channel] ?? 0)} onChange={(event) => onPut({ ...slots, [channel]: Number(event.target.value) })} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Turned away, or taken in by another queue. */
export function Overflow({ text, value, onPut }: Many<unknown>) {
  const queues = useStore((state) => state.names.queues);
  const chosen = (value as { overflow?: { queue: string } } | undefined)?.overflow?.queue ?? "";
  return (
    <label className="field">
      <span>{text}</span>
      <select value={chosen} onChange={(event) => onPut(event.target.value ? { overflow: { queue: event.target.value } } : "turn_away")}>
        <option value="">{t("full.turn_away")}</option>
        {Object.entries(queues).map(([id, name]) => (
          <option key={id} value={id}>
            {t("full.overflow", { queue: name })}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Lines({ text, value, onPut, example }: Many<string[]> & { example: string }) {
  const lines = Array.isArray(value) ? (value as string[]) : [];
  return (
    <label className="field">
      <span>{text}</span>
      <textarea
        rows={Math.max(2, lines.length + 1)}
        spellCheck={false}
        placeholder={example}
        defaultValue={lines.join("\n")}
        onChange={(event) => onPut(event.target.value.split("\n").filter((line) => line.trim() !== ""))}
      />
    </label>
  );
}

/** What is kept out of texts before they are stored. */
export function Redaction({ text, value, onPut }: Many<Values>) {
  const redaction = (value ?? {}) as { cards?: boolean; patterns?: string[] };
  return (
    <fieldset className="labels">
      <legend>{text}</legend>
      <label className="check">
        <input type="checkbox" checked={redaction.cards ?? false} onChange={(event) => onPut({ ...redaction, cards: event.target.checked })} />
        {t("redaction.cards")}
      </label>
      <Lines text={t("redaction.patterns")} value={redaction.patterns} example={String.raw`\bKD-\d{6}\b`} onPut={(patterns) => onPut({ ...redaction, patterns })} />
    </fieldset>
  );
}

export function Seconds({ text, value, onPut }: Many<number>) {
  return (
    <label className="field">
      <span>{text}</span>
      <input type="number" min={0} step="any" value={Number(value ?? 0) / 1_000} onChange={(event) => onPut(Math.round(Number(event.target.value) * 1_000))} />
    </label>
  );
}

export function Durations({ text, value, onPut, of }: Many<Values> & { of: readonly string[] }) {
  const times = (value ?? {}) as Values;
  return (
    <Folded text={text}>
      <div className="form-grid">
        {of.map((name) =>
          // What is not there has its default; what a form shows of a new platform it does not know.
          times[name] === undefined ? null : (
            <Seconds key={name} text={word("time", name)} value={times[name]} onPut={(time) => onPut({ ...times, [name]: time })} />
          ),
        )}
      </div>
      {Object.keys(times).length === 0 && <p className="hint">{t("times.later")}</p>}
    </Folded>
  );
}

export function NoticeTexts({ text, value, onPut, of }: Many<Values> & { of: readonly string[] }) {
  const notices = (value ?? {}) as Record<string, Record<string, string>>;
  const { found } = useLoad((api) => api.get<{ settings: { languages?: string[] } }>("/workspace"), "languages");
  const written = Object.values(notices).flatMap((texts) => Object.keys(texts ?? {}));
  const languages = [...new Set([...(found?.settings.languages ?? []), ...written])];
  const put = (name: string, language: string, line: string) => {
    const { [language]: _, ...others } = notices[name] ?? {};
    onPut({ ...notices, [name]: line ? { ...others, [language]: line } : others });
  };
  return (
    <Folded text={text}>
      <p className="hint">{t("notices.hint")}</p>
      {languages.length === 0 && <p className="hint">{t("notices.no_languages")}</p>}
      {of.map((name) => (
        <fieldset key={name} className="labels">
          <legend>{word("line", name)}</legend>
          {languages.map((language) => (
            <label key={language} className="field">
              <span>{language}</span>
              <textarea rows={1} lang={language} dir="auto" value={notices[name]?.[language] ?? ""} onChange={(event) => put(name, language, event.target.value)} />
            </label>
          ))}
        </fieldset>
      ))}
    </Folded>
  );
}

function Folded({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <details className="folded">
      <summary>{text}</summary>
      <div className="form">{children}</div>
    </details>
  );
}
