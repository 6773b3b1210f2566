// Sessions held out to this agent: over every page, announced, with the time that is left. They never take the focus.

import { useConsole, useNow, useStore, sameItems } from "../../app/context";
import { customerName } from "../parts/customer";
import type { Offer } from "../../store/state";
import { t } from "../../text/text";
import { countdown, span } from "../../text/time";
import { Avatar } from "../parts/avatar";
import { Name } from "../parts/name";
import { tame } from "../../../../shared/text/marks";
import { Why } from "../desk/why";

export function Offers() {
  const offers = useStore((state) => Object.values(state.offers).filter((offer) => !offer.answered), sameItems);
  return (
    <section className="offers" aria-label={t("offer.title")} aria-live="assertive">
      {offers.map((offer, place) => (
        <OfferCard key={offer.offer} offer={offer} isFirst={place === 0} />
      ))}
    </section>
  );
}

function OfferCard({ offer, isFirst }: { offer: Offer; isFirst: boolean }) {
  const console = useConsole();
  const now = useNow(250);
  const queue = useStore((state) => state.names.queues[offer.queue] ?? offer.queue);
  const name = useStore((state) => {
    const row = state.rows.get(offer.session);
    const opened = state.open.get(offer.session)?.events[0]?.content?.customer;
    return customerName(state, { session: offer.session, customer: row?.customer ?? opened ?? "" }) || t("customer.somebody");
  });
  const last = useStore((state) => {
    const events = state.open.get(offer.session)?.events ?? [];
    return events.findLast((told) => told.event.kind === "message_received")?.content?.text ?? null;
  });
  const note = useStore((state) => {
    const events = state.open.get(offer.session)?.events ?? [];
    return events.findLast((told) => told.event.kind === "transferred" || told.event.kind === "put_back")?.content?.note ?? null;
  });
  const isAsked = useStore((state) => [...state.pending.values()].some((one) => "offer" in one && one.offer === offer.offer));
  const until = Date.parse(offer.acceptBy);
  const whole = Math.max(1, until - offer.heardAt);
  const left = Math.max(0, until - now);
  const late = left < 10_000 ? "offer-late" : "";
  // One is read at a time: of the others a line says who, and for how long.
  return (
    <article className={`offer ${isFirst ? "" : "offer-next"} ${late}`}>
      <progress className="offer-time" max={whole} value={Math.min(left, whole)} aria-label={t("offer.left")} />
      <header className="offer-head">
        <Avatar name={name} />
        <div>
          <h2>
            <Name of={name} />
          </h2>
          <p>
            {queue} · {t("offer.waited", { time: span(now - Date.parse(offer.since)) })}
          </p>
        </div>
        <strong className="offer-left" aria-hidden="true">
          {countdown(left)}
        </strong>
      </header>
      {isFirst && last && (
        <p className="offer-text" dir="auto">
          {tame(last)}
        </p>
      )}
      {isFirst && note && (
        <p className="offer-note" dir="auto">
          {t("note.of_transfer")}: {tame(note)}
        </p>
      )}
      {isFirst && <Why session={offer.session} queue={offer.queue} />}
      <footer className="offer-foot">
        <button type="button" className="button button-main" disabled={isAsked} onClick={() => console.ask({ type: "accept", offer: offer.offer })}>
          {t("offer.accept")} {isFirst && <kbd>Alt A</kbd>}
        </button>
        <button type="button" className="button" disabled={isAsked} onClick={() => console.ask({ type: "decline", offer: offer.offer })}>
          {t("offer.decline")} {isFirst && <kbd>Alt D</kbd>}
        </button>
      </footer>
    </article>
  );
}
