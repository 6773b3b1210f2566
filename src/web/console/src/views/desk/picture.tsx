// A picture of the session, fetched with this agent's right to read it. It is shown, never followed.

import { useEffect, useState } from "react";
import type { Attachment } from "../../../../shared/console.gen";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { Dialog } from "../parts/dialog";

const MOST = 280;

export function Picture({ attachment }: { attachment: Attachment }) {
  const { api } = useConsole();
  const [url, setUrl] = useState<string | null>(null);
  const [isMissing, setMissing] = useState(false);
  const [isLarge, setLarge] = useState(false);
  useEffect(() => {
    const ending = new AbortController();
    let made: string | null = null;
    api.picture(attachment.id, ending.signal).then(
      (found) => {
        made = found;
        if (ending.signal.aborted) URL.revokeObjectURL(found);
        else setUrl(found);
      },
      () => {
        if (!ending.signal.aborted) setMissing(true);
      },
    );
    return () => {
      ending.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [api, attachment.id]);
  const scale = Math.min(1, MOST / Math.max(attachment.width, attachment.height, 1));
  const [width, height] = [Math.round(attachment.width * scale), Math.round(attachment.height * scale)];
  const text = t("picture.sized", { width: attachment.width, height: attachment.height });
  if (isMissing) return <p className="picture-missing">{t("picture.missing")}</p>;
  return (
    <>
      <button type="button" className="picture" aria-label={t("picture.enlarge")} disabled={!url} onClick={() => setLarge(true)}>
        {url ? <img src={url} alt={text} width={width} height={height} /> : <span className="picture-waiting" style={{ inlineSize: width, blockSize: height }} />}
      </button>
      {isLarge && url && (
        <Dialog title={t("picture.picture")} onClose={() => setLarge(false)} className="dialog-wide">
          <img className="picture-large" src={url} alt={text} />
        </Dialog>
      )}
    </>
  );
}
