// Canned responses: `/` and some letters of a code or text; places are filled in with what is known here.

import { useEffect, useMemo, useState, type KeyboardEvent, type RefObject } from "react";
import { useStore } from "../../app/context";
import { label, t } from "../../text/text";

const MOST = 8;

export interface Canned {
  isOpen: boolean;
  active: number;
  found: { code: string; text: string }[];
  take: (place: number) => void;
  /** Whether the key was for the list. */
  key: (event: KeyboardEvent) => boolean;
}

export function useCanned(text: string, field: RefObject<HTMLTextAreaElement | null>, values: Record<string, string>, write: (text: string) => void): Canned {
  const all = useStore((state) => state.names.canned);
  const [active, setActive] = useState(0);
  const [closedFor, setClosedFor] = useState<string | null>(null);
  const asked = /(?:^|\s)\/([^\s/]*)$/.exec(text);
  const wanted = asked?.[1]?.toLocaleLowerCase() ?? null;
  const found = useMemo(() => {
    if (wanted === null) return [];
    const texts = all.map((one) => ({ code: one.code, text: fill(label(one.label), values) }));
    return texts.filter((one) => `${one.code} ${one.text}`.toLocaleLowerCase().includes(wanted)).slice(0, MOST);
  }, [all, wanted, values]);
  // What was shut is wanted again once something else is written.
  useEffect(() => setClosedFor((shut) => (shut === text ? shut : null)), [text]);
  const isOpen = wanted !== null && found.length > 0 && closedFor !== text;
  const here = Math.min(active, Math.max(0, found.length - 1));
  const take = (place: number) => {
    const one = found[place];
    if (!one || !asked) return;
    write(text.slice(0, text.length - (asked[1]?.length ?? 0) - 1) + one.text);
    setActive(0);
    field.current?.focus();
  };
  const key = (event: KeyboardEvent): boolean => {
    if (!isOpen) return false;
    if (event.key === "ArrowDown") setActive((here + 1) % found.length);
    else if (event.key === "ArrowUp") setActive((here + found.length - 1) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") take(here);
    else if (event.key === "Escape") setClosedFor(text);
    else return false;
    event.preventDefault();
    return true;
  };
  return { isOpen, active: here, found, take, key };
}

/** `{customer}`, `{agent}` and `{queue}`; a place nobody knows stays as it is, to be seen before it is sent. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] || whole);
}

export function CannedList({ canned }: { canned: Canned }) {
  if (!canned.isOpen) return null;
  return (
    <ul id="canned" className="canned" role="listbox" aria-label={t("canned.title")}>
      {canned.found.map(({ code, text }, place) => (
        <li
          key={code}
          id={`canned-${place}`}
          role="option"
          aria-selected={place === canned.active}
          className="canned-one"
          onMouseDown={(event) => {
            event.preventDefault();
            canned.take(place);
          }}
        >
          <kbd>/{code}</kbd> <span dir="auto">{text}</span>
        </li>
      ))}
    </ul>
  );
}
