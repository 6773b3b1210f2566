// What was refused, and why: one line each, until it is read.

import { useEffect } from "react";
import { useConsole, useStore } from "../../app/context";
import type { Notice } from "../../store/state";
import { t, word } from "../../text/text";
import { Icon } from "../parts/icon";

export function Notices() {
  const notices = useStore((state) => state.notices);
  return (
    <section className="notices" aria-label={t("notice.title")} aria-live="polite">
      {notices.map((notice) => (
        <Line key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function Line({ notice }: { notice: Notice }) {
  const { store } = useConsole();
  const close = () => store.tell([{ do: "dismiss", id: notice.id }]);
  useEffect(() => {
    const timer = setTimeout(close, 12_000);
    return () => clearTimeout(timer);
  });
  return (
    <p className="notice">
      <Icon name="warn" />
      <span>
        {t("notice.refused", { what: word("command", notice.kind), why: word("refusal", notice.code) })}
      </span>
      <button type="button" className="button-quiet" aria-label={t("dialog.close")} onClick={close}>
        <Icon name="close" />
      </button>
    </p>
  );
}
