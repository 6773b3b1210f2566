// Administration: a page for each thing the API configures.

import { useEffect } from "react";
import { useConsole, useStore } from "../../app/context";
import { administers } from "../../store/select";
import { t, word } from "../../text/text";
import { Audit } from "./audit";
import { Flows } from "./flows";
import { Keys } from "./keys";
import { ADMIN_PAGES, type AdminPage } from "./pages";
import { People } from "./people";
import { Resource } from "./resource";
import { Retention } from "./retention";
import { Workspace } from "./workspace";

export function Admin({ page }: { page: string }) {
  const { go } = useConsole();
  const isAdmin = useStore(administers);
  const isKnown = useStore((state) => state.me !== null);
  const here = (ADMIN_PAGES as readonly string[]).includes(page) ? (page as AdminPage) : "queues";
  useEffect(() => {
    document.title = `${word("admin", here)} · Switchboard`;
  }, [here]);
  if (isKnown && !isAdmin) return <main className="nothing">{t("problem.not_allowed")}</main>;
  return (
    <div className="admin">
      <nav className="admin-pages" aria-label={t("page.admin")}>
        {ADMIN_PAGES.map((one) => (
          <button key={one} type="button" className="admin-page" aria-current={one === here ? "page" : undefined} onClick={() => go({ at: "admin", page: one })}>
            {word("admin", one)}
          </button>
        ))}
      </nav>
      <main className="admin-main" key={here}>
        <header>
          <h1>{word("admin", here)}</h1>
          <p className="hint">{t(`admin_hint.${here}`)}</p>
        </header>
        <Page page={here} />
      </main>
    </div>
  );
}

function Page({ page }: { page: AdminPage }) {
  switch (page) {
    case "flows":
      return <Flows />;
    case "people":
      return <People />;
    case "keys":
      return <Keys />;
    case "workspace":
      return <Workspace />;
    case "retention":
      return <Retention />;
    case "audit":
      return <Audit />;
    default:
      return <Resource kind={page} />;
  }
}
