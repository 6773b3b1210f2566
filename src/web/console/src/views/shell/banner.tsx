// How the line to the server is, in one sentence; nothing when there is nothing to say.

import { useEffect, useState } from "react";
import { useConsole, useNow, useStore } from "../../app/context";
import { t } from "../../text/text";

export function Banner() {
  const link = useStore((state) => state.link);
  const waiting = useStore((state) => state.outgoing.filter((one) => one.is === "pending").length);
  const isMoment = useMoment(link.is === "live" || link.is === "idle" ? null : link.is === "connecting" && link.since ? "down" : link.is);
  if (link.is === "live" || link.is === "idle" || link.is === "refused" || isMoment) return null;
  // A line that is tried again is still none: into a dead network a try takes seconds.
  const isBroken = link.is === "down" || (link.is === "connecting" && link.since !== undefined);
  return (
    <div className={`banner banner-${isBroken ? "down" : link.is}`} role="status">
      {link.is === "down" ? <Down nextTry={link.nextTry} waiting={waiting} /> : link.is === "connecting" ? (
        <span>{t(isBroken ? "link.trying" : "link.connecting")}</span>
      ) : (
        <span>{link.behind > 0 ? t("link.catching_up", { count: link.behind }) : t("link.checking")}</span>
      )}
    </div>
  );
}

function Down({ nextTry, waiting }: { nextTry: number; waiting: number }) {
  const { feed } = useConsole();
  const now = useNow(500);
  const seconds = Math.max(0, Math.ceil((nextTry - now) / 1000));
  return (
    <>
      <span>
        {t("link.down", { count: seconds })} {waiting > 0 && t("link.waiting", { count: waiting })}
      </span>
      <button type="button" className="button button-small" onClick={() => feed.hurry()}>
        {t("link.now")}
      </button>
    </>
  );
}

/** What passes at once is not worth a banner. */
function useMoment(is: string | null): boolean {
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => {
    if (is === null) return setShown(null);
    const timer = setTimeout(() => setShown(is), is === "down" ? 0 : 400);
    return () => clearTimeout(timer);
  }, [is]);
  return shown === null;
}
