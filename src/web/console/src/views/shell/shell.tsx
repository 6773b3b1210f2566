// Around every page: the bar with pages, intent and account, the banner, offers, notices, and the keys.

import { useEffect, useState } from "react";
import { useConsole, useStore } from "../../app/context";
import { LANGUAGES, speak, t } from "../../text/text";
import { set } from "../../app/memory";
import { administers, leads } from "../../store/select";
import { Account } from "../admin/account";
import { Admin } from "../admin/admin";
import { Board } from "../board/board";
import { Calls } from "../calls/calls";
import { Customers } from "../customers/customers";
import { DeskView } from "../desk/desk";
import { Boundary } from "../parts/boundary";
import { Icon, type IconName } from "../parts/icon";
import { Menu } from "../parts/menu";
import { Alerts } from "./alerts";
import { Banner } from "./banner";
import { CommandBar } from "./command_bar";
import { Intent } from "./intent";
import { KeysHelp, useKeys } from "./keys";
import { Logo } from "./logo";
import { Notices } from "./notices";
import { Offers } from "./offers";
import type { Route } from "../../store/state";

/** What lies over the page: dialogs, and on small screens what is known of the customer. */
export type Over = "commands" | "keys" | "transfer" | "context" | null;

export function Shell({ onSignedOut }: { onSignedOut: () => void }) {
  const console = useConsole();
  const route = useStore((state) => state.route);
  const me = useStore((state) => state.me);
  const isLeading = useStore(leads);
  const isAdmin = useStore(administers);
  const hasCalls = useStore((state) => state.calls.size > 0 || state.route.at === "calls");
  const [over, setOver] = useState<Over>(null);
  const [, redraw] = useState(0);
  useKeys(setOver);
  useEffect(() => {
    document.querySelector("main")?.scrollTo(0, 0);
    setOver((over) => (over === "context" ? null : over));
  }, [route]);

  const pages: [Route, IconName, string][] = [[{ at: "desk" }, "desk", t("page.desk")]];
  if (isLeading) pages.push([{ at: "board" }, "board", t("page.board")]);
  if (isLeading || hasCalls) pages.push([{ at: "calls" }, "phone", t("page.calls")]);
  if (isLeading) pages.push([{ at: "customers" }, "people", t("page.customers")]);
  if (isAdmin) pages.push([{ at: "admin", page: "queues" }, "admin", t("page.admin")]);

  const language = (tag: string) => {
    set("language", tag);
    speak(tag);
    redraw((count) => count + 1);
  };
  const look = (wanted: string) => {
    set("look", wanted);
    if (wanted === "system") delete document.documentElement.dataset["look"];
    else document.documentElement.dataset["look"] = wanted;
  };
  const signOut = () => void console.signOut().then(onSignedOut);

  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("page.skip")}
      </a>
      <header className="bar">
        <Logo small />
        <nav className="bar-pages" aria-label={t("page.pages")}>
          {pages.map(([to, icon, text]) => (
            <button
              key={to.at}
              type="button"
              className="bar-page"
              title={text}
              aria-current={route.at === to.at ? "page" : undefined}
              onClick={() => console.go(to)}
            >
              <Icon name={icon} />
              <span>{text}</span>
            </button>
          ))}
        </nav>
        <button type="button" className="bar-search" onClick={() => setOver("commands")}>
          <Icon name="search" />
          <span>{t("commands.open")}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <Intent />
        <Menu
          className="button-quiet bar-me"
          label={t("account.menu", { name: me?.name ?? "" })}
          button={<Icon name="person" />}
          items={[
            { text: t("account.title"), onPick: () => console.go({ at: "account" }) },
            { text: t("keys.title"), hint: "?", onPick: () => setOver("keys") },
            null,
            ...Object.entries(LANGUAGES).map(([tag, { name }]) => ({ text: name, onPick: () => language(tag) })),
            null,
            { text: t("look.system"), onPick: () => look("system") },
            { text: t("look.light"), onPick: () => look("light") },
            { text: t("look.dark"), onPick: () => look("dark") },
            null,
            { text: t("account.sign_out"), onPick: signOut },
          ]}
        />
      </header>
      <Banner />
      <div className="page" id="main" tabIndex={-1}>
        <Boundary key={route.at}>
          {route.at === "desk" && <DeskView over={over} setOver={setOver} />}
          {route.at === "board" && <Board />}
          {route.at === "calls" && <Calls call={route.call} />}
          {route.at === "customers" && <Customers customer={route.customer} />}
          {route.at === "admin" && <Admin page={route.page} />}
          {route.at === "account" && <Account />}
        </Boundary>
      </div>
      <Offers />
      <Notices />
      <Alerts />
      {over === "commands" && <CommandBar onClose={() => setOver(null)} setOver={setOver} />}
      {over === "keys" && <KeysHelp onClose={() => setOver(null)} />}
    </div>
  );
}
