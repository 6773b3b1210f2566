// Who has ever written: found by a part of a name, an address or a number; one of them with all that is known.

import { useEffect, useState } from "react";
import type { Shape } from "../../api/shapes";
import { useConsole, useStore } from "../../app/context";
import { leads } from "../../store/select";
import { visitor } from "../parts/customer";
import { t } from "../../text/text";
import { date } from "../../text/time";
import { explain } from "../admin/load";
import { Choices } from "../parts/choices";
import { Name } from "../parts/name";
import { CustomerRecord } from "./record";
import { Trouble } from "../parts/trouble";

type Customer = Shape<"Customer">;

/** Whoever still writes has not asked yet. */
const LULL = 300;
const MOST = 100;

export function Customers({ customer }: { customer: string | undefined }) {
  const { api, go } = useConsole();
  const mayLook = useStore(leads);
  const isKnown = useStore((state) => state.me !== null);
  const [wanted, setWanted] = useState("");
  const [found, setFound] = useState<Customer[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    document.title = `${t("page.customers")} · Switchboard`;
  }, []);
  useEffect(() => {
    if (!mayLook) return;
    let isOver = false;
    const look = () =>
      api.get<{ items: Customer[] }>(`/customers?limit=${MOST}${wanted.trim() ? `&q=${encodeURIComponent(wanted.trim())}` : ""}`).then(
        ({ items }) => {
          if (isOver) return;
          setFound(items);
          setProblem(null);
        },
        (why: unknown) => setProblem(explain(why)),
      );
    const soon = setTimeout(look, wanted ? LULL : 0);
    return () => {
      isOver = true;
      clearTimeout(soon);
    };
  }, [api, wanted, mayLook, changes]);
  if (isKnown && !mayLook) return <main className="nothing">{t("problem.not_allowed")}</main>;
  return (
    <main className="admin-main customers" aria-label={t("page.customers")}>
      <h1>{t("page.customers")}</h1>
      <Trouble is={problem} />
      <div className="admin-split">
        <div>
          <input type="search" aria-label={t("customers.search")} placeholder={t("customers.search")} value={wanted} onChange={(event) => setWanted(event.target.value)} />
          <Choices
            of={found?.map(({ customer: id, name, email, phone, identities, created_at }) => ({
              id,
              name: <Name of={name || email || phone || visitor(identities?.[0]?.user_id) || t("customers.unnamed")} />,
              beside: <span className="hint">{date(created_at)}</span>,
            }))}
            chosen={customer}
            onChoose={(id) => go({ at: "customers", customer: id })}
            none={wanted ? t("list.no_match") : t("customers.none")}
          />
          {found?.length === MOST && <p className="hint">{t("customers.more")}</p>}
        </div>
        {customer && <CustomerRecord key={customer} customer={customer} onChanged={() => setChanges((count) => count + 1)} />}
      </div>
    </main>
  );
}
