// The three panes: what there is, the conversation, what is known about it. Their widths are remembered.

import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useStore } from "../../app/context";
import { set, setting } from "../../app/memory";
import { t } from "../../text/text";
import { Icon } from "../parts/icon";
import { focus } from "../shell/keys";
import type { Over } from "../shell/shell";
import { ConversationView } from "./conversation";
import { Context } from "./context";
import { List } from "./list";
import { Nothing } from "./nothing";
import { TransferDialog } from "./transfer";

const LIMITS = { list: [220, 520], context: [240, 560] } as const;
type Pane = keyof typeof LIMITS;

export function DeskView({ over, setOver }: { over: Over; setOver: (over: Over) => void }) {
  const selected = useStore((state) => state.selected);
  const [list, setList] = useState(() => Number(setting("width.list", "320")));
  const [context, setContext] = useState(() => Number(setting("width.context", "320")));
  const close = () => {
    setOver(null);
    focus("about-button");
  };
  useEffect(() => {
    if (over !== "context") return;
    if (!document.activeElement?.closest("#about")) focus("about-close");
    // In a field Escape leaves the field.
    const leave = (event: globalThis.KeyboardEvent) => {
      const isWriting = event.target instanceof HTMLElement && event.target.matches("input, textarea");
      if (event.key === "Escape" && !isWriting) close();
    };
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [over]);
  return (
    <div className="panes" data-open={selected ? "conversation" : "list"} data-about={over === "context" && selected ? "open" : undefined} style={{ "--list": `${list}px`, "--context": `${context}px` } as React.CSSProperties}>
      <section className="pane pane-list" aria-label={t("pane.list")}>
        <List />
        <Divider pane="list" width={list} onWidth={setList} />
      </section>
      <main className="pane pane-conversation" aria-label={t("pane.conversation")}>
        {selected ? <ConversationView key={selected} session={selected} over={over} setOver={setOver} /> : <Nothing />}
      </main>
      <aside className="pane pane-context" id="about" aria-label={t("pane.context")}>
        <Divider pane="context" width={context} onWidth={setContext} />
        <button type="button" id="about-close" className="button-quiet about-close" aria-label={t("dialog.close")} onClick={close}>
          <Icon name="close" />
        </button>
        {selected && <Context key={selected} session={selected} />}
      </aside>
      {over === "transfer" && selected && <TransferDialog session={selected} onClose={() => setOver(null)} />}
    </div>
  );
}

function Divider({ pane, width, onWidth }: { pane: Pane; width: number; onWidth: (width: number) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const [least, most] = LIMITS[pane];
  const to = (wanted: number) => {
    const next = Math.min(most, Math.max(least, Math.round(wanted)));
    onWidth(next);
    set(`width.${pane}`, String(next));
  };
  const turned = document.documentElement.dir === "rtl" ? -1 : 1;
  const way = (pane === "list" ? 1 : -1) * turned;
  const down = (event: PointerEvent<HTMLDivElement>) => {
    start.current = { x: event.clientX, width };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (start.current) to(start.current.width + (event.clientX - start.current.x) * way);
  };
  const key = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? -16 : event.key === "ArrowRight" ? 16 : 0;
    if (by === 0) return;
    event.preventDefault();
    to(width + by * way);
  };
  return (
    <div
      className={`divider divider-${pane}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={t(pane === "list" ? "pane.width_list" : "pane.width_context")}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => (start.current = null)}
      onKeyDown={key}
    />
  );
}
