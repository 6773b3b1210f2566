// A word on its way: pending, stored, or failed with what can be done about it.

import { useConsole } from "../../app/context";
import { spoken } from "../../store/outgoing";
import type { Outgoing } from "../../store/state";
import { t, word } from "../../text/text";
import { tame } from "../../../../shared/text/marks";

export function Sending({ one }: { one: Outgoing }) {
  const { store, feed } = useConsole();
  const again = () => {
    store.tell([{ do: "retry", id: one.id }]);
    feed.command(spoken(one));
  };
  const back = () => store.tell([{ do: "draft", session: one.session, text: one.text }, { do: "discard", id: one.id }]);
  return (
    <article className={`bubble bubble-agent bubble-mine bubble-${one.is}`}>
      <p className="bubble-text" dir="auto">
        {tame(one.text)}
      </p>
      <p className="bubble-state" role={one.is === "failed" ? "alert" : undefined}>
        {one.is === "failed" ? t("sent.failed", { why: word("refusal", one.code ?? "") }) : one.is === "stored" ? t("sent.stored") : t("sent.pending")}
      </p>
      {one.is === "failed" && (
        <p className="bubble-again">
          <button type="button" className="button button-small" onClick={again}>
            {t("sent.retry")}
          </button>
          <button type="button" className="button button-small" onClick={back}>
            {t("sent.edit")}
          </button>
          <button type="button" className="button button-small" onClick={() => store.tell([{ do: "discard", id: one.id }])}>
            {t("sent.discard")}
          </button>
        </p>
      )}
    </article>
  );
}
