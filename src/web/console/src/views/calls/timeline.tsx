// One call: everything that was reported of it, and how it stood after any of that.

import { useEffect, useState } from "react";
import { Problem } from "../../api/api";
import { useConsole, useStore } from "../../app/context";
import { t, word } from "../../text/text";
import { date, span } from "../../text/time";
import { Dialog } from "../parts/dialog";
import { Name } from "../parts/name";
import { tame } from "../../../../shared/text/marks";
import { Trouble } from "../parts/trouble";

interface CallEvent {
  seq: number;
  kind: string;
  at: string;
  report?: string | null;
  moved?: string | null;
  event?: Record<string, unknown> | null;
}

interface CallThen {
  seq: number;
  call: {
    state: string;
    since: string;
    created_at: string;
    their_number?: string | null;
    our_number?: string | null;
    queue?: string | null;
    provider_queue?: string | null;
    actors: { name?: string | null; agent?: string | null; extension?: string | null }[];
    recordings: string[];
  };
}

/** More of a call is for the API. */
const MOST = 400;

export function Timeline({ call, onClose }: { call: string; onClose: () => void }) {
  const { api } = useConsole();
  const updatedAt = useStore((state) => state.calls.get(call)?.updatedAt);
  const [events, setEvents] = useState<CallEvent[]>([]);
  const [moment, setMoment] = useState<number | null>(null);
  const [then, setThen] = useState<CallThen | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const path = `/calls/${encodeURIComponent(call)}`;
  useEffect(() => {
    let stands = true;
    api.pages<CallEvent>(`${path}/events`, MOST).then(
      (found) => stands && setEvents(found),
      (why: unknown) => stands && setProblem(why instanceof Problem ? word("problem", why.code) : t("problem.failed")),
    );
    return () => {
      stands = false;
    };
  }, [api, path, updatedAt]);
  useEffect(() => {
    let stands = true;
    api.get<CallThen>(moment === null ? path : `${path}?at=${moment}`).then(
      (found) => stands && setThen(found),
      // Before the call was known there is nothing to show.
      () => stands && setThen(null),
    );
    return () => {
      stands = false;
    };
  }, [api, path, moment, updatedAt]);
  const last = events.at(-1)?.seq ?? 0;
  return (
    <Dialog title={t("calls.one", { call: tame(call) })} onClose={onClose} className="dialog-wide call-dialog">
      <Trouble is={problem} />
      {last > 1 && (
        <label className="call-moment">
          <span>{moment === null ? t("calls.now") : t("calls.after", { count: moment })}</span>
          <input
            type="range"
            min={1}
            max={last}
            value={moment ?? last}
            aria-label={t("calls.moment")}
            onChange={(event) => setMoment(Number(event.target.value) === last ? null : Number(event.target.value))}
          />
        </label>
      )}
      <Then then={then} />
      <ol className="call-events">
        {events.map((one) => (
          <li key={one.seq} aria-current={one.seq === (moment ?? last) ? "step" : undefined}>
            <button type="button" className="button-link" onClick={() => setMoment(one.seq === last ? null : one.seq)}>
              <time dateTime={one.at}>{date(one.at)}</time> <strong>{one.report ? tame(one.report) : word("call_event", one.kind)}</strong>
            </button>
            {one.moved && <span className={`state call-${one.moved}`}>{word("call", one.moved)}</span>}
            <Fields of={one.event ?? {}} />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

function Then({ then }: { then: CallThen | null }) {
  const agents = useStore((state) => state.names.agents);
  const queues = useStore((state) => state.names.queues);
  if (!then) return <p className="hint">{t("calls.not_yet")}</p>;
  const { call } = then;
  const queue = call.queue ? (queues[call.queue] ?? call.queue) : call.provider_queue;
  return (
    <div className="call-then" role="status">
      <span className={`state call-${call.state}`}>{word("call", call.state)}</span> <Name of={call.their_number ?? "–"} />
      {queue && (
        <>
          {" · "}
          <Name of={queue} />
        </>
      )}
      {call.actors.map((actor, place) => (
        <span key={place}>
          {" · "}
          <Name of={(actor.agent && agents[actor.agent]) || actor.name || actor.extension || "–"} />
        </span>
      ))}
      <span className="hint"> {span(Date.parse(call.since) - Date.parse(call.created_at))}</span>
      {call.recordings.map((address, place) => (
        <a key={address} href={address} target="_blank" rel="noreferrer noopener">
          {t("calls.recording", { count: place + 1 })}
        </a>
      ))}
    </div>
  );
}

const TOLD = ["type", "call_id", "timestamp"];

function Fields({ of }: { of: Record<string, unknown> }) {
  const fields = Object.entries(of).filter(([key, value]) => !TOLD.includes(key) && value !== null);
  if (fields.length === 0) return null;
  return (
    <dl className="call-fields">
      {fields.map(([key, value]) => (
        <div key={key}>
          <dt>{tame(key)}</dt>
          <dd>
            <Name of={typeof value === "string" ? value : JSON.stringify(value)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
