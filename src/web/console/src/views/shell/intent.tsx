// Wants chats, or not and why; and how many slots are in use.

import { useConsole, useNow, useStore } from "../../app/context";
import { capacity } from "../../store/load";
import { label, t, word } from "../../text/text";
import { span } from "../../text/time";
import { Menu } from "../parts/menu";
import { askToNotify } from "./alerts";
import { OnPhone } from "./on_phone";

export function Intent() {
  const console = useConsole();
  const me = useStore((state) => state.me);
  const slots = useStore(capacity, (a, b) => JSON.stringify(a) === JSON.stringify(b));
  const now = useNow(10_000);
  const agents = useStore((state) => state.names.agents);
  if (!me) return null;
  const reason = me.reason ? label(me.breakReasons.find(({ code }) => code === me.reason)?.label ?? { en: me.reason }) : null;
  const since = me.since ? span(now - Date.parse(me.since)) : "";
  const state = me.ready ? t("intent.ready") : reason ? t("intent.away_for", { reason }) : t("intent.away");
  const breaks = me.breakReasons.length > 0 ? me.breakReasons : [];
  return (
    <div className="intent">
      <ul className="slots" aria-label={t("intent.slots")}>
        {slots.map(({ channel, used, of }) => (
          <li key={channel} className={used >= of ? "slots-full" : undefined} title={word("channel", channel)}>
            <span className="visually-hidden">{word("channel", channel)} </span>
            {used}/{of} <span aria-hidden="true">{word("channel", channel)}</span>
          </li>
        ))}
      </ul>
      <OnPhone />
      <Menu
        className={`intent-button ${me.ready ? "intent-ready" : "intent-away"}`}
        button={
          <>
            <span className="intent-dot" aria-hidden="true" />
            <span>{state}</span>
            {since && <span className="intent-since">{since}</span>}
          </>
        }
        items={[
          {
            text: t("intent.become_ready"),
            checked: me.ready,
            onPick: () => {
              askToNotify();
              console.ask({ type: "ready" });
            },
          },
          null,
          { text: t("intent.become_away"), checked: !me.ready && !me.reason, onPick: () => console.ask({ type: "away" }) },
          ...breaks.map((one) => ({
            text: label(one.label),
            checked: !me.ready && me.reason === one.code,
            onPick: () => console.ask({ type: "away", reason: one.code }),
          })),
        ]}
      />
      {me.by && (
        <span className="intent-by" role="status">
          {t("intent.by", { name: agents[me.by] ?? me.by })}
        </span>
      )}
    </div>
  );
}
