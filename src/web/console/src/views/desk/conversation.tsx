// A conversation: who it is with, what was said, and what can be answered.

import { useConsole, useNow, useStore } from "../../app/context";
import { hasSteppedIn, isHeard, leads, lineOf, serves, watches } from "../../store/select";
import { customerName } from "../parts/customer";
import { t, word } from "../../text/text";
import { span } from "../../text/time";
import { Avatar } from "../parts/avatar";
import { Icon } from "../parts/icon";
import { Menu, type Item } from "../parts/menu";
import { Name } from "../parts/name";
import { Presence } from "../parts/presence";
import type { Over } from "../shell/shell";
import { Composer } from "./composer";
import { Timeline } from "./timeline";
import { WrapUpForm } from "./wrap_up";

interface Given {
  session: string;
  over: Over;
  setOver: (over: Over) => void;
}

export function ConversationView({ session, over, setOver }: Given) {
  const isOpen = useStore((state) => state.open.has(session));
  const isLeading = useStore(leads);
  const wrapUp = useStore((state) => state.wrapUps[session]);
  const canReply = useStore((state) => isHeard(state, session));
  const isReading = useStore((state) => watches(state, session));
  return (
    <>
      <Head session={session} over={over} setOver={setOver} />
      {isReading && !canReply && (
        <p className="strip strip-watch">
          <Icon name="eye" /> {t("watch.on")}
        </p>
      )}
      {isOpen ? <Timeline session={session} /> : isLeading ? <Gate session={session} /> : <p className="list-empty">{t("conversation.opening")}</p>}
      {wrapUp ? <WrapUpForm wrapUp={wrapUp} /> : canReply ? <Composer session={session} /> : isOpen ? <Bystander session={session} /> : null}
    </>
  );
}

function Head({ session, over, setOver }: Given) {
  const console = useConsole();
  const row = useStore((state) => lineOf(state, session), (a, b) => JSON.stringify(a) === JSON.stringify(b));
  const name = useStore((state) => customerName(state, { session, customer: row?.customer ?? "" }));
  const queue = useStore((state) => (row?.queue ? (state.names.queues[row.queue] ?? row.queue) : ""));
  const agent = useStore((state) => (row?.agent && row.agent !== state.me?.agent ? (state.names.agents[row.agent] ?? row.agent) : null));
  // Of what is no longer pushed nobody says whether the customer is there.
  const isLive = useStore((state) => state.rows.has(session));
  const isMine = useStore((state) => serves(state, session));
  const isLeading = useStore(leads);
  const isIn = useStore((state) => hasSteppedIn(state, session));
  const isPick = useStore((state) => row?.standing === "queued" && state.names.picks.includes(row.queue ?? ""));
  const left = useStore((state) => {
    const closed = state.open.get(session)?.events.findLast((told) => told.event.kind === "closed")?.event;
    return closed?.kind === "closed" && closed.why === "customer_left";
  });
  const now = useNow(10_000);
  const standing = row?.standing ?? "bot";
  const isAlive = standing !== "closed";
  const more: (Item | null)[] = [];
  if (isMine || (isLeading && standing === "agent")) more.push({ text: t("action.put_back"), onPick: () => console.ask({ type: "put_back", session }) });
  if (isMine || (isLeading && standing === "queued")) {
    more.push({ text: t("action.hand_to_bot"), onPick: () => console.ask({ type: "hand_to_bot", session }) });
    more.push({ text: t("action.end"), onPick: () => console.ask({ type: "hand_to_bot", session, group: "end" }) });
  }
  if (isLeading && isAlive && !isMine) {
    more.push(null);
    more.push({ text: t("action.take_over"), onPick: () => console.ask({ type: "take_over", session }) });
    if (standing === "agent") {
      more.push({ text: isIn ? t("action.step_out") : t("action.step_in"), onPick: () => console.ask({ type: isIn ? "step_out" : "step_in", session }) });
    }
  }
  return (
    <header className="conversation-head">
      <button type="button" className="button-quiet conversation-back" aria-label={t("conversation.back")} onClick={() => console.select(null)}>
        <Icon name="back" />
      </button>
      <Avatar name={name} />
      <div className="conversation-who">
        <h1>
          <Name of={name} />
        </h1>
        <p>
          {(left || isLive) && <Presence is={left ? "left" : (row?.presence ?? "unknown")} />}
          <span>
            {word("standing", standing)}
            {agent && (
              <>
                {": "}
                <Name of={agent} />
              </>
            )}
          </span>
          <span>{queue}</span>
          {row && <span>{span(now - Date.parse(row.since))}</span>}
        </p>
      </div>
      <div className="conversation-actions">
        {isPick && !isMine && (
          <button type="button" className="button button-main" onClick={() => console.ask({ type: "pick", session })}>
            {t("action.pick")}
          </button>
        )}
        {(isMine || (isLeading && standing === "queued")) && (
          <button type="button" className="button" onClick={() => setOver("transfer")}>
            <Icon name="transfer" /> <span>{t("action.transfer")}</span>
          </button>
        )}
        {isMine && (
          <button type="button" className="button button-done" onClick={() => console.ask({ type: "done", session })}>
            <Icon name="done" /> <span>{t("action.done")}</span>
          </button>
        )}
        <button
          type="button"
          id="about-button"
          className="button-quiet conversation-about"
          aria-label={t("pane.context")}
          aria-expanded={over === "context"}
          aria-controls="about"
          onClick={() => setOver(over === "context" ? null : "context")}
        >
          <Icon name="person" />
        </button>
        {more.length > 0 && <Menu className="button-quiet" label={t("action.more")} button={<Icon name="more" />} items={more} />}
      </div>
    </header>
  );
}

/** Reading what one does not serve is noted down, so it takes a press. */
function Gate({ session }: { session: string }) {
  const { desk } = useConsole();
  const isClosed = useStore((state) => lineOf(state, session)?.standing === "closed" || !state.rows.has(session));
  return (
    <div className="nothing">
      <p>{isClosed ? t("watch.why_closed") : t("watch.why")}</p>
      <button type="button" className="button button-main" onClick={() => (isClosed ? desk.open(session) : desk.watch(session))}>
        <Icon name="eye" /> {isClosed ? t("watch.read") : t("watch.begin")}
      </button>
    </div>
  );
}

function Bystander({ session }: { session: string }) {
  const standing = useStore((state) => lineOf(state, session)?.standing ?? "closed");
  const isLeading = useStore(leads);
  return <p className="strip">{isLeading && standing === "agent" ? t("conversation.step_in_first") : word("cannot_reply", standing)}</p>;
}
