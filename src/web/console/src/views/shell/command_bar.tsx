// Everything that can be done now, found by typing.

import * as Ariakit from "@ariakit/react";
import { useMemo, useState } from "react";
import { useConsole } from "../../app/context";
import type { Console } from "../../app/console";
import { administers, leads, serves } from "../../store/select";
import { customerName } from "../parts/customer";
import { label, t, word } from "../../text/text";
import { Dialog } from "../parts/dialog";
import { tame } from "../../../../shared/text/marks";
import { ADMIN_PAGES } from "../admin/pages";
import { focus, keyOf, writeNote } from "./keys";
import type { Over } from "./shell";

interface Entry {
  text: string;
  detail?: string;
  /** How it is done without this bar. */
  keys?: string | undefined;
  run: () => void;
}

const MOST = 50;

export function CommandBar({ onClose, setOver }: { onClose: () => void; setOver: (over: Over) => void }) {
  const console = useConsole();
  const [typed, setTyped] = useState("");
  const entries = useMemo(() => gather(console, setOver), [console, setOver]);
  const wanted = typed.trim().toLocaleLowerCase();
  const found = entries.filter(({ text, detail }) => `${text} ${detail ?? ""}`.toLocaleLowerCase().includes(wanted)).slice(0, MOST);
  return (
    <Dialog title={t("commands.title")} onClose={onClose} className="commands">
      <Ariakit.ComboboxProvider open setValue={setTyped} includesBaseElement={false}>
        <Ariakit.Combobox className="commands-field" placeholder={t("commands.placeholder")} autoSelect="always" autoFocus aria-label={t("commands.title")} />
        <Ariakit.ComboboxList className="commands-list" alwaysVisible aria-label={t("commands.title")}>
          {found.map(({ text, detail, keys, run }, place) => (
            <Ariakit.ComboboxItem
              key={`${text} ${place}`}
              className="menu-item"
              value={`${text} ${place}`}
              setValueOnClick={false}
              focusOnHover
              onClick={() => {
                onClose();
                run();
              }}
            >
              <span>{text}</span>
              {detail && <span className="commands-detail">{detail}</span>}
              {keys && <kbd>{keys}</kbd>}
            </Ariakit.ComboboxItem>
          ))}
        </Ariakit.ComboboxList>
        {found.length === 0 && <p className="hint">{t("commands.nothing")}</p>}
      </Ariakit.ComboboxProvider>
    </Dialog>
  );
}

function gather(console: Console, setOver: (over: Over) => void): Entry[] {
  const state = console.store.get();
  const { selected, me } = state;
  const entries: Entry[] = [];
  if (selected && serves(state, selected)) {
    entries.push(
      { text: t("action.reply"), keys: keyOf("keys.reply"), run: () => focus("reply") },
      { text: t("action.note"), keys: keyOf("keys.note"), run: () => writeNote(setOver) },
      { text: t("action.transfer"), keys: keyOf("keys.transfer"), run: () => setOver("transfer") },
      { text: t("action.done"), keys: keyOf("keys.done"), run: () => console.ask({ type: "done", session: selected }) },
      { text: t("action.put_back"), run: () => console.ask({ type: "put_back", session: selected }) },
      { text: t("action.hand_to_bot"), run: () => console.ask({ type: "hand_to_bot", session: selected }) },
    );
  }
  entries.push({ text: t("intent.become_ready"), run: () => console.ask({ type: "ready" }) });
  entries.push({ text: t("intent.become_away"), run: () => console.ask({ type: "away" }) });
  for (const one of me?.breakReasons ?? []) {
    entries.push({ text: t("intent.away_for", { reason: label(one.label) }), run: () => console.ask({ type: "away", reason: one.code }) });
  }
  entries.push({ text: t("page.desk"), detail: t("commands.page"), keys: keyOf("keys.desk"), run: () => console.go({ at: "desk" }) });
  if (leads(state)) entries.push({ text: t("page.board"), detail: t("commands.page"), keys: keyOf("keys.board"), run: () => console.go({ at: "board" }) });
  if (leads(state) || state.calls.size > 0) {
    entries.push({ text: t("page.calls"), detail: t("commands.page"), run: () => console.go({ at: "calls" }) });
  }
  if (leads(state)) entries.push({ text: t("page.customers"), detail: t("commands.page"), keys: keyOf("keys.customers"), run: () => console.go({ at: "customers" }) });
  if (administers(state)) {
    for (const page of ADMIN_PAGES) entries.push({ text: word("admin", page), detail: t("page.admin"), run: () => console.go({ at: "admin", page }) });
  }
  entries.push({ text: t("account.title"), detail: t("commands.page"), run: () => console.go({ at: "account" }) });
  entries.push({ text: t("keys.title"), keys: keyOf("keys.help"), run: () => setOver("keys") });
  for (const row of state.rows.values()) {
    if (entries.length > 2_000) break;
    const queue = row.queue ? (state.names.queues[row.queue] ?? row.queue) : "";
    entries.push({
      text: tame(customerName(state, row)),
      detail: `${word("standing", row.standing)} · ${queue}`,
      run: () => console.select(row.session),
    });
  }
  return entries;
}
