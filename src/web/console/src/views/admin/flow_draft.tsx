// A next version of a flow, written as its script. What is wrong with it keeps it from being published, not from being kept.

import { useState, type FormEvent } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { Trouble } from "../parts/trouble";
import { useDeed } from "./load";

/** A first script: greets, and asks for a person. */
const FIRST = {
  start: "hello",
  nodes: {
    hello: {
      node: "choose",
      text: { en: "Hello! What is it about?" },
      options: [{ label: { en: "Talk to a person" }, then: "person" }],
      otherwise: "person",
    },
    person: { node: "hand_over" },
  },
};

export function FlowDraft({ flow, script, onKept }: { flow: string | null; script: unknown; onKept: (flow: string, version: number) => Promise<void> }) {
  const { api } = useConsole();
  const { run, problem, isBusy } = useDeed();
  const [text, setText] = useState(() => JSON.stringify(script ?? FIRST, null, 2));
  const [isScript, setScript] = useState(true);
  const keep = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const id = flow ?? String(new FormData(event.currentTarget).get("flow")).trim();
    const read = parsed(text);
    setScript(read !== null);
    if (!read) return;
    void run(async () => {
      const kept = await api.ask<{ script: { version: number } }>("POST", `/flows/${encodeURIComponent(id)}/versions`, { body: read });
      await onKept(id, kept.script.version);
    });
  };
  return (
    <form className="card form" onSubmit={keep}>
      <h2>{flow ? t("flows.next") : t("admin.new")}</h2>
      {!flow && (
        <label className="field">
          <span>{t("admin.id")}</span>
          <input name="flow" required pattern="[A-Za-z0-9._\-]{1,64}" />
        </label>
      )}
      <label className="field">
        <span>{t("flows.script")}</span>
        <textarea className="code" rows={20} dir="ltr" spellCheck={false} aria-invalid={!isScript} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <Trouble is={isScript ? problem : t("flows.not_json")} />
      <footer className="form-foot">
        <button type="submit" className="button button-main" disabled={isBusy}>
          {t("flows.keep")}
        </button>
      </footer>
    </form>
  );
}

/** What a draft is made of; the rest of a version is the server's. */
function parsed(text: string): { start: unknown; nodes: unknown } | null {
  try {
    const { start, nodes } = JSON.parse(text) as Record<string, unknown>;
    return { start, nodes };
  } catch {
    return null;
  }
}
