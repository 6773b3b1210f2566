// What the customer is writing and has not sent; and who of the staff is writing.

import { sameItems, useNow, useStore } from "../../app/context";
import { t } from "../../text/text";
import { Name } from "../parts/name";
import { tame } from "../../../../shared/text/marks";

/** A page that went away never says that it stopped writing. */
const STALE = 15_000;

export function Preview({ session }: { session: string }) {
  const typing = useStore((state) => Object.values(state.open.get(session)?.typing ?? {}), sameItems);
  const agents = useStore((state) => state.names.agents);
  const now = useNow(3_000);
  const fresh = typing.filter(({ at }) => now - at < STALE);
  return (
    <>
      {fresh.map(({ party, preview }) =>
        party === "customer" ? (
          <article key={party} className="bubble bubble-customer bubble-preview">
            <p className="bubble-who">
              <span className="dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {preview ? t("conversation.unsent") : t("conversation.writing")}
            </p>
            {preview && (
              <p className="bubble-text" dir="auto">
                {tame(preview)}
              </p>
            )}
          </article>
        ) : (
          <p key={party} className="timeline-line">
            <Name of={agents[party.replace("agent:", "")] ?? party} /> {t("conversation.is_writing")}
          </p>
        ),
      )}
    </>
  );
}
