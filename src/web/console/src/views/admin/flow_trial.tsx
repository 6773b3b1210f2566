// What a version of a flow would say, without a session.

import { useState, type FormEvent } from "react";
import type { Shape } from "../../api/shapes";
import { useConsole } from "../../app/context";
import { t, word } from "../../text/text";
import { Name } from "../parts/name";
import { tame } from "../../../../shared/text/marks";
import { useDeed } from "./load";
import { Trouble } from "../parts/trouble";

type Turn = Shape<"Tried">["turns"][number];

export function FlowTrial({ flow, version }: { flow: string; version: number }) {
  const { api } = useConsole();
  const { run, problem, isBusy } = useDeed();
  const [turns, setTurns] = useState<Turn[]>([]);
  const attempt = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const texts = String(given.get("texts")).split("\n").map((text) => text.trim()).filter(Boolean);
    void run(async () => {
      const path = `/flows/${encodeURIComponent(flow)}/versions/${version}/dry-runs`;
      setTurns((await api.ask<{ turns: Turn[] }>("POST", path, { body: { language: given.get("language"), texts } })).turns);
    });
  };
  return (
    <form className="form trial" onSubmit={attempt}>
      <h3>{t("flows.trial")}</h3>
      <label className="field">
        <span>{t("flows.trial_texts")}</span>
        <textarea name="texts" rows={3} dir="auto" required />
      </label>
      <div className="form-foot">
        <label className="trial-language">
          {t("field.language")} <input name="language" required defaultValue="en" size={4} maxLength={8} />
        </label>
        <button type="submit" className="button" disabled={isBusy}>
          {t("flows.try")}
        </button>
      </div>
      <Trouble is={problem} />
      <ol className="transcript" aria-live="polite">
        {turns.map((turn, place) => (
          <li key={place} className="trial-turn">
            {turn.heard && (
              <p className="transcript-customer">
                <Name of={turn.heard} />
              </p>
            )}
            {turn.said.map(({ text, choices }, nth) => (
              <p key={nth} dir="auto">
                {tame(text)}
                {choices.length > 0 && <span className="hint"> [{choices.map((choice) => tame(choice)).join(" · ")}]</span>}
              </p>
            ))}
            <p className="hint">
              {word("flow_then", turn.then)} {turn.node ?? turn.queue ?? ""}
            </p>
          </li>
        ))}
      </ol>
    </form>
  );
}
