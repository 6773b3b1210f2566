// Earlier sessions of the same customer; the transcript of one in a dialog.

import type { Shape } from "../../api/shapes";
import { useEffect, useState } from "react";
import { Problem } from "../../api/api";
import { useConsole, useStore } from "../../app/context";
import type { Card } from "../../store/state";
import { t, word } from "../../text/text";
import { clock, date } from "../../text/time";
import { Dialog } from "../parts/dialog";
import { Name } from "../parts/name";
import { tame } from "../../../../shared/text/marks";
import { Section } from "./context";
import { Trouble } from "../parts/trouble";

export function Earlier({ session, card }: { session: string; card: Card }) {
  const [shown, setShown] = useState<string | null>(null);
  const queues = useStore((state) => state.names.queues);
  const others = card.sessions.filter((one) => one.session !== session);
  return (
    <Section name="earlier" title={t("context.earlier", { count: others.length })}>
      {others.length === 0 && <p className="hint">{t("context.first")}</p>}
      <ul className="earlier">
        {others.map((one) => (
          <li key={one.session}>
            <button type="button" className="button-link" onClick={() => setShown(one.session)}>
              {date(one.opened_at)}
            </button>
            <span className="hint">
              {word("standing", one.standing)}
              {one.queue ? ` · ${queues[one.queue] ?? one.queue}` : ""}
            </span>
          </li>
        ))}
      </ul>
      {shown && <Transcript session={shown} onClose={() => setShown(null)} />}
    </Section>
  );
}

type Said = Shape<"Said">;

function Transcript({ session, onClose }: { session: string; onClose: () => void }) {
  const { api } = useConsole();
  const [said, setSaid] = useState<Said[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    api.pages<Said>(`/sessions/${session}/transcript`, 400).then(setSaid, (why: unknown) => {
      setProblem(why instanceof Problem ? word("problem", why.code) : t("problem.failed"));
    });
  }, [api, session]);
  return (
    <Dialog title={t("context.transcript")} onClose={onClose} className="dialog-wide">
      <Trouble is={problem} />
      <ol className="transcript">
        {said?.map((one) => (
          <li key={one.number} className={one.actor === "customer" ? "transcript-customer" : ""}>
            <strong>{one.actor === "customer" ? t("party.customer") : <Name of={one.name ?? word("actor", one.actor.split(":")[0] ?? "")} />}</strong>{" "}
            <time dateTime={one.at}>{clock(one.at)}</time>
            <p dir="auto">{tame(one.text ?? "")}</p>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
