// The sessions there are, by tab. Only what can be seen is drawn, however many there are.

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { sameItems, useConsole, useStore } from "../../app/context";
import type { SessionLine } from "../../../../shared/console.gen";
import { leads, lines, mine, waiting } from "../../store/select";
import type { ListTab } from "../../store/state";
import { currentLanguage, t } from "../../text/text";
import { Icon } from "../parts/icon";
import { ClosedLoader, RunningLoader } from "./found";
import { Row } from "./row";

const ROW = 68;
const HEAD = 34;

type Item = { row: SessionLine } | { queue: string; count: number };

export function List() {
  const { store } = useConsole();
  const tab = useStore((state) => state.tab);
  const search = useStore((state) => state.search);
  const isLeading = useStore(leads);
  const counts = useStore((state) => [mine(state).length, waiting(state).length, leads(state) ? state.rows.size : 0], sameItems);
  const rows = useStore((state) => lines(state, state.tab, state.search), sameItems);
  const items = useMemo(() => (tab === "waiting" ? byQueue(rows) : rows.map((row) => ({ row }))), [tab, rows]);
  const tabs: [ListTab, string, number?][] = [
    ["mine", t("list.mine"), counts[0]],
    ["waiting", t("list.waiting"), counts[1]],
  ];
  if (isLeading) tabs.push(["all", t("list.all"), counts[2]]);
  tabs.push(["closed", t("list.closed")]);

  return (
    <>
      <div className="list-head">
        <div className="tabs" role="tablist" aria-label={t("pane.list")}>
          {tabs.map(([name, text, count]) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={tab === name}
              aria-controls="list"
              tabIndex={tab === name ? 0 : -1}
              className="tab"
              onClick={() => store.tell([{ do: "tab", tab: name }])}
              onKeyDown={(event) => turn(event, tabs, name, (next) => store.tell([{ do: "tab", tab: next }]))}
            >
              {text}
              {count !== undefined && count > 0 && <span className="count">{count.toLocaleString(currentLanguage())}</span>}
            </button>
          ))}
        </div>
        <label className="search">
          <Icon name="search" />
          <span className="visually-hidden">{t("list.search")}</span>
          <input
            id="list-search"
            type="search"
            value={search}
            placeholder={t("list.search")}
            onChange={(event) => store.tell([{ do: "search", text: event.target.value }])}
            onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
          />
        </label>
        {tab === "closed" ? <ClosedLoader /> : search && <RunningLoader />}
      </div>
      <div className="list-panel" role="tabpanel" id="list" aria-labelledby={`tab-${tab}`}>
        {items.length > 0 ? <Rows items={items} /> : search ? <NoMatch tab={tab} /> : <p className="list-empty list-none">{t(`list.none_${tab}`)}</p>}
      </div>
    </>
  );
}

function NoMatch({ tab }: { tab: ListTab }) {
  const { store } = useConsole();
  return (
    <div className="list-empty">
      <p role="status">{t("list.no_match")}</p>
      {tab !== "closed" && (
        <button type="button" className="button" onClick={() => store.tell([{ do: "tab", tab: "closed" }])}>
          {t("list.search_closed")}
        </button>
      )}
    </div>
  );
}

function Rows({ items }: { items: Item[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const selected = useStore((state) => state.selected);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: (place) => ("queue" in (items[place] ?? {}) ? HEAD : ROW),
    getItemKey: (place) => key(items[place], place),
    overscan: 6,
  });
  const here = items.findIndex((item) => "row" in item && item.row.session === selected);
  useEffect(() => {
    if (here >= 0) virtual.scrollToIndex(here, { align: "auto" });
    // Only when another one is chosen: a list that moves under the pointer is worse than one that is scrolled away.
  }, [selected]);
  useEffect(() => virtual.measure(), [items, virtual]);
  return (
    <div className="rows" ref={frame}>
      <ul className="rows-all" style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((place) => {
          const item = items[place.index];
          if (!item) return null;
          return (
            <li key={place.key} className="rows-item" style={{ transform: `translateY(${place.start}px)`, blockSize: place.size }}>
              {"row" in item ? <Row row={item.row} isSelected={item.row.session === selected} /> : <QueueHead {...item} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function QueueHead({ queue, count }: { queue: string; count: number }) {
  const name = useStore((state) => state.names.queues[queue] ?? queue);
  return (
    <h3 className="rows-queue">
      {name} <span className="count">{count}</span>
    </h3>
  );
}

function key(item: Item | undefined, place: number): string | number {
  if (!item) return place;
  return "row" in item ? item.row.session : `queue ${item.queue}`;
}

function byQueue(rows: SessionLine[]): Item[] {
  const queues = new Map<string, SessionLine[]>();
  for (const row of rows) {
    const queue = row.queue ?? "";
    const line = queues.get(queue);
    if (line) line.push(row);
    else queues.set(queue, [row]);
  }
  return [...queues].flatMap(([queue, waiting]) => [{ queue, count: waiting.length }, ...waiting.map((row) => ({ row }))]);
}

function turn(event: React.KeyboardEvent<HTMLElement>, tabs: [ListTab, string, number?][], from: ListTab, to: (tab: ListTab) => void): void {
  const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (by === 0) return;
  const way = document.documentElement.dir === "rtl" ? -by : by;
  const next = tabs[(tabs.findIndex(([name]) => name === from) + way + tabs.length) % tabs.length];
  if (!next) return;
  event.preventDefault();
  to(next[0]);
  document.getElementById(`tab-${next[0]}`)?.focus();
}
