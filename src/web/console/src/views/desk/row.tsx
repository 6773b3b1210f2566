// One session of the list: who, how long, the last word, and what nobody has seen yet.

import { memo } from "react";
import { useConsole, useNow, useStore } from "../../app/context";
import type { SessionLine } from "../../../../shared/console.gen";
import { isWord, unseen } from "../../store/select";
import { customerName } from "../parts/customer";
import { t, word } from "../../text/text";
import { span } from "../../text/time";
import { Avatar } from "../parts/avatar";
import { Name } from "../parts/name";
import { Presence } from "../parts/presence";
import { tame } from "../../../../shared/text/marks";

export const Row = memo(function Row({ row, isSelected }: { row: SessionLine; isSelected: boolean }) {
  const console = useConsole();
  const now = useNow(10_000);
  const { session } = row;
  const name = useStore((state) => customerName(state, row));
  const fresh = useStore((state) => {
    const isMine = row.agent === state.me?.agent && row.standing === "agent";
    return isMine ? unseen(state.open.get(session), state.seen[session] ?? 0, state.me?.agent) : 0;
  });
  const last = useStore((state) => {
    const typing = state.open.get(session)?.typing["customer"];
    if (typing) return t("conversation.writing");
    const told = state.open.get(session)?.events.findLast((one) => isWord(one) || one.event.kind === "bot_said");
    if (told) return told.content?.text || (told.content?.attachment ? t("picture.picture") : "");
    const isNamed = row.standing === "closed" || (row.standing === "queued" && state.tab !== "waiting");
    const queue = isNamed && row.queue;
    const where = [
      word("standing", row.standing),
      queue && (state.names.queues[queue] ?? queue),
      row.agent && (state.names.agents[row.agent] ?? row.agent),
    ];
    return where.filter(Boolean).join(" · ");
  });
  const isDraft = useStore((state) => Boolean(state.drafts[session]));
  const wrapUp = useStore((state) => state.wrapUps[session]);
  const time = span(now - Date.parse(row.since));
  const note = wrapUp ? t("wrap_up.title") : isDraft ? t("list.draft") : null;
  return (
    <button
      type="button"
      className={`row ${isSelected ? "row-selected" : ""} ${fresh > 0 ? "row-fresh" : ""}`}
      aria-current={isSelected ? "true" : undefined}
      onClick={() => console.select(session)}
    >
      <Avatar name={name} />
      <span className="row-main">
        <span className="row-top">
          <span className="row-name">
            <Name of={name} />
          </span>
          {row.presence !== "unknown" && row.standing !== "closed" && <Presence is={row.presence} quiet />}
          <span className="row-time">{time}</span>
        </span>
        <span className="row-bottom">
          <span className="row-last" dir="auto">
            {tame(last)}
          </span>
          {note && <span className="row-note">{note}</span>}
          {fresh > 0 && (
            <span className="badge">
              {fresh}
              <span className="visually-hidden"> {t("list.unseen", { count: fresh })}</span>
            </span>
          )}
        </span>
      </span>
    </button>
  );
});
