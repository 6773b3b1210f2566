// Flows: their versions, a script to read, to try and to go on from, and which version new sessions begin with.

import type { Shape } from "../../api/shapes";
import { useState } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { FlowDraft } from "./flow_draft";
import { FlowTrial } from "./flow_trial";
import { Choices } from "../parts/choices";
import { useDeed, useLoad } from "./load";
import { FormFoot } from "./setting_form";
import { Trouble } from "../parts/trouble";

type Flow = Shape<"FlowView">;

type Version = Shape<"VersionLine">;

export function Flows() {
  const { found, problem, again } = useLoad((api) => api.pages<Flow>("/flows"), "flows");
  const [chosen, setChosen] = useState<string | null>(null);
  const flow = found?.find(({ id }) => id === chosen);
  const kept = async (id: string) => {
    await again();
    setChosen(id);
  };
  return (
    <div className="admin-split">
      <div>
        <Trouble is={problem} />
        <button type="button" className="button" onClick={() => setChosen("")}>
          {t("admin.new")}
        </button>
        <Choices
          of={found?.map(({ id, published }) => ({
            id,
            name: <span>{id}</span>,
            beside: <span className="hint">{published ? t("flows.published", { version: published }) : t("flows.draft")}</span>,
          }))}
          chosen={chosen}
          onChoose={setChosen}
          none={t("admin.none")}
        />
      </div>
      {chosen === "" && <FlowDraft flow={null} script={null} onKept={kept} />}
      {flow && <Versions key={flow.id} flow={flow} onPublished={again} />}
    </div>
  );
}

function Versions({ flow, onPublished }: { flow: Flow; onPublished: () => Promise<void> }) {
  const { api } = useConsole();
  const { found, again } = useLoad((from) => from.pages<Version>(`/flows/${flow.id}/versions`), flow.id);
  const [version, setVersion] = useState(flow.published ?? flow.newest);
  const { found: script } = useLoad((from) => from.get<{ script: unknown; problems: { field: string; detail: string }[] }>(`/flows/${flow.id}/versions/${version}`), `${flow.id} ${version}`);
  const deed = useDeed();
  const publish = () =>
    void deed.run(async () => {
      const answer = await api.versioned(`/flows/${flow.id}`);
      await api.ask("PUT", `/flows/${flow.id}/published`, { body: { version }, version: answer.version });
      await Promise.all([again(), onPublished()]);
    });
  const [isDrafting, setDrafting] = useState(false);
  const keep = async (_: string, next: number) => {
    await Promise.all([again(), onPublished()]);
    setVersion(next);
    setDrafting(false);
  };
  if (isDrafting) return <FlowDraft flow={flow.id} script={script && draft(script.script)} onKept={keep} />;
  const line = found?.find((one) => one.version === version);
  return (
    <section className="card form">
      <h2>{flow.id}</h2>
      <label className="field">
        <span>{t("flows.version")}</span>
        <select value={version} onChange={(event) => setVersion(Number(event.target.value))}>
          {found?.map((one) => (
            <option key={one.version} value={one.version}>
              {one.version} {one.is_published ? t("flows.is_published") : one.problems > 0 ? t("flows.faults", { count: one.problems }) : ""}
            </option>
          ))}
        </select>
      </label>
      {script?.problems.map(({ field, detail }) => (
        <p key={field} className="problem">
          {field}: {detail}
        </p>
      ))}
      <pre className="code script" tabIndex={0}>
        {script ? JSON.stringify(script.script, null, 2) : ""}
      </pre>
      <Trouble is={deed.problem} />
      <FormFoot deed={deed}>
        <button type="button" className="button" disabled={!script} onClick={() => setDrafting(true)}>
          {t("flows.go_on")}
        </button>
        <button type="button" className="button button-main" disabled={!line || line.is_published || line.problems > 0 || deed.isBusy} onClick={publish}>
          {t("flows.publish")}
        </button>
      </FormFoot>
      <FlowTrial key={version} flow={flow.id} version={version} />
    </section>
  );
}

/** What of a version a next one is written from. */
function draft(script: unknown): unknown {
  const { start, nodes } = script as { start: unknown; nodes: unknown };
  return { start, nodes };
}
