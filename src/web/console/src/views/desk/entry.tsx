// One event of a conversation: a word somebody said, a word among staff, or a line about what happened.

import { memo } from "react";
import { useStore } from "../../app/context";
import { knownName, lineOf } from "../../store/select";
import type { Conversation, Told } from "../../store/state";
import { t } from "../../text/text";
import { clock } from "../../text/time";
import { Icon } from "../parts/icon";
import { Name } from "../parts/name";
import { tame } from "../../../../shared/text/marks";
import { happened } from "./happened";
import { Picture } from "./picture";

export const Entry = memo(function Entry({ session, told, goesOn }: { session: string; told: Told; goesOn: boolean }) {
  switch (told.event.kind) {
    case "message_received":
    case "message_left":
      return <Bubble session={session} told={told} side="customer" goesOn={goesOn} />;
    case "agent_said":
      return <Bubble session={session} told={told} side="agent" goesOn={goesOn} />;
    case "bot_said":
    case "application_said":
      return <Bubble session={session} told={told} side="bot" goesOn={goesOn} />;
    case "system_said":
      return <OurLine told={told} />;
    case "remarked":
      return isSaid(told) ? <Bubble session={session} told={told} side={sideOf(told.actor)} goesOn={false} /> : <Line told={told} />;
    case "note_added":
      return <Aside told={told} kind="note" />;
    case "whispered":
      return <Aside told={told} kind="whisper" />;
    default:
      return <Line told={told} />;
  }
});

/** What a dialect's clients tell one another is a word only where something was said with it; this one's text is not for reading. */
export function isSaid({ event, content }: Told): boolean {
  if (event.kind !== "remarked" || event.label === "requested-chat-forward") return false;
  return Boolean(content?.text) && content?.text !== event.label;
}

function sideOf(actor: string): "customer" | "agent" | "bot" {
  return actor === "customer" ? "customer" : actor.startsWith("agent:") ? "agent" : "bot";
}

/** How far a word has come: the server has it, the customer's client has it, the customer has read it. */
function reached({ public: number }: Told, conversation: Conversation | undefined): "stored" | "delivered" | "read" {
  if (!conversation || number === undefined) return "stored";
  if (conversation.readUpTo >= number) return "read";
  return conversation.receivedUpTo >= number ? "delivered" : "stored";
}

interface Said {
  session: string;
  told: Told;
  side: "customer" | "agent" | "bot";
  goesOn: boolean;
}

function Bubble({ session, told, side, goesOn }: Said) {
  const { content } = told;
  const reach = useStore((state) => reached(told, state.open.get(session)));
  const isMine = useStore((state) => told.actor === `agent:${state.me?.agent ?? ""}`);
  const name = useStore((state) => (side === "customer" ? knownName(state, { session, customer: lineOf(state, session)?.customer ?? "" }) : ""));
  const who = side === "customer" ? name || t("party.customer") : (content?.name ?? t(side === "bot" ? "party.bot" : "party.agent"));
  return (
    <article className={`bubble bubble-${side} ${isMine ? "bubble-mine" : ""} ${goesOn ? "bubble-goes-on" : ""}`}>
      <p className={goesOn ? "visually-hidden" : "bubble-who"}>
        {side === "bot" && <Icon name="bot" />}
        <Name of={who} />
        <time dateTime={told.at}>{clock(told.at)}</time>
      </p>
      {content?.text && (
        <p className="bubble-text" dir="auto">
          {tame(content.text)}
        </p>
      )}
      {content === undefined && <p className="bubble-text bubble-erased">{t("conversation.erased")}</p>}
      {content?.attachment && <Picture attachment={content.attachment} />}
      {content?.contact && (
        <p className="bubble-contact">
          {[content.contact.name, content.contact.email, content.contact.phone].filter(Boolean).map((part) => (
            <Name key={part} of={part ?? ""} />
          ))}
        </p>
      )}
      {content?.choices && content.choices.length > 0 && (
        <ul className="bubble-choices" aria-label={t("conversation.choices")}>
          {content.choices.map((choice) => (
            <li key={choice} dir="auto">
              {tame(choice)}
            </li>
          ))}
        </ul>
      )}
      {side === "agent" && (
        <p className={`bubble-state bubble-${reach}`}>
          <span aria-hidden="true">{reach === "stored" ? "✓" : "✓✓"}</span> {t(`sent.${reach}`)}
        </p>
      )}
    </article>
  );
}

/** A line of ours that the customer reads, too. */
function OurLine({ told }: { told: Told }) {
  return (
    <p className="timeline-line timeline-ours">
      <span className="visually-hidden">{t("party.system")}: </span>
      <q dir="auto">{tame(told.content?.text ?? t("conversation.erased"))}</q> <time dateTime={told.at}>{clock(told.at)}</time>
    </p>
  );
}

function Aside({ told, kind }: { told: Told; kind: "note" | "whisper" }) {
  return (
    <article className={`aside aside-${kind}`}>
      <p className="aside-who">
        <Icon name={kind === "note" ? "note" : "eye"} />
        <strong>{t(kind === "note" ? "note.label" : "whisper.label")}</strong>
        {told.content?.name && <Name of={told.content.name} />}
        <time dateTime={told.at}>{clock(told.at)}</time>
      </p>
      <p className="bubble-text" dir="auto">
        {tame(told.content?.text ?? "")}
      </p>
    </article>
  );
}

function Line({ told }: { told: Told }) {
  const names = useStore((state) => state.names);
  const codes = useStore((state) => state.me?.wrapUpCodes);
  const text = happened(told, names, codes ?? []);
  if (!text) return null;
  return (
    <p className={`timeline-line timeline-${told.event.kind}`}>
      <span dir="auto">{text}</span> <time dateTime={told.at}>{clock(told.at)}</time>
      {told.content?.note && (
        <span className="timeline-note" dir="auto">
          {t("note.of_transfer")}: {tame(told.content.note)}
        </span>
      )}
      {told.event.kind === "rated" && told.content?.text && (
        <span className="timeline-said" dir="auto">
          {tame(told.content.text)}
        </span>
      )}
    </p>
  );
}
