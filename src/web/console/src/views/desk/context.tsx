// What is known about whom one talks to, and what staff say among themselves.

import { useState, type ReactNode } from "react";
import { sameItems, useConsole, useStore } from "../../app/context";
import { set, setting } from "../../app/memory";
import { leads, lineOf } from "../../store/select";
import { knownWord, t, word } from "../../text/text";
import { date, languageName } from "../../text/time";
import { Name } from "../parts/name";
import { tame } from "../../../../shared/text/marks";
import { AmongStaff } from "./among_staff";
import { Earlier } from "./earlier";
import { Telephone } from "./telephone";
import { Why } from "./why";

export function Context({ session }: { session: string }) {
  const isOpen = useStore((state) => state.open.has(session));
  const page = useStore((state) => state.open.get(session)?.page);
  const card = useStore((state) => state.cards[session]);
  const row = useStore((state) => lineOf(state, session), (a, b) => JSON.stringify(a) === JSON.stringify(b));
  const platform = useStore((state) => (row ? (state.names.platforms[row.platform] ?? row.platform) : ""));
  const answers = useStore((state) => {
    const found: string[] = [];
    for (const told of state.open.get(session)?.events ?? []) {
      for (const [name, value] of Object.entries(told.content?.answers ?? {})) found.push(`${name}\n${value}`);
    }
    return found;
  }, sameItems);
  const language = useStore((state) => {
    const opened = state.open.get(session)?.events[0]?.event;
    return opened?.kind === "opened" ? opened.language : "";
  });
  const { go } = useConsole();
  const isLeading = useStore(leads);
  const isThere = row?.presence === "present" || row?.presence === "unstable";
  const who = card?.customer;
  const identity = who?.identities?.find((one) => one.platform === row?.platform && one.user_id === row?.customer);
  return (
    <div className="context">
      {isOpen && <AmongStaff session={session} />}
      {page && (
        <Section name="page" title={t(isThere ? "context.page" : "context.page_last")}>
          <p className="page-title">
            <Name of={page.title || page.address} />
          </p>
          {page.title && (
            <p className="hint page-address">
              <Name of={page.address} />
            </p>
          )}
        </Section>
      )}
      <Section name="customer" title={t("context.customer")}>
        <Facts
          facts={[
            [t("context.name"), who?.name],
            [t("context.email"), who?.email],
            [t("context.phone"), who?.phone],
            [t("context.key"), row?.customer],
            [t("context.proof"), identity ? word("proof", identity.proof) : undefined],
            [t("context.external"), who?.external_id],
          ]}
        />
        {identity && <p className={`proof proof-${identity.proof}`}>{word("proof_means", identity.proof)}</p>}
        {who && isLeading && (
          <button type="button" className="button-link" onClick={() => go({ at: "customers", customer: who.customer })}>
            {t("customers.open")}
          </button>
        )}
      </Section>
      {who && Object.keys(who.attributes).length > 0 && (
        <Section name="attributes" title={t("context.attributes")}>
          <Facts facts={Object.entries(who.attributes).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)])} />
        </Section>
      )}
      {answers.length > 0 && (
        <Section name="answers" title={t("context.answers")}>
          <Facts facts={answers.map((one) => told(one.split("\n") as [string, string]))} />
        </Section>
      )}
      <Section name="session" title={t("context.session")}>
        <Facts
          facts={[
            [t("context.platform"), platform],
            [t("context.channel"), row ? word("option.channel", row.channel) : undefined],
            [t("context.language"), language && languageName(language)],
            [t("context.opened"), row && <bdi>{date(row.openedAt)}</bdi>],
            [t("context.id"), session],
          ]}
        />
        {isOpen && <Why session={session} />}
      </Section>
      {who?.phone && <Telephone customer={who.customer} />}
      {card && <Earlier session={session} card={card} />}
    </div>
  );
}

/** What is folded stays folded, in every conversation. */
export function Section({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(() => setting(`section.${name}`, "open") === "open");
  const fold = (open: boolean) => {
    setOpen(open);
    set(`section.${name}`, open ? "open" : "folded");
  };
  return (
    <details className="section" open={isOpen} onToggle={(event) => fold(event.currentTarget.open)}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

/** Words of strangers are tamed; what is ours comes as it is drawn. */
function Facts({ facts }: { facts: [string, ReactNode][] }) {
  const known = facts.filter(([, value]) => value);
  if (known.length === 0) return <p className="hint">{t("context.nothing")}</p>;
  return (
    <dl className="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{tame(name)}</dt>
          <dd>
            {typeof value === "string" ? <Name of={value} /> : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What came from the customer's page under a name that only programs know. */
function told([name, value]: [string, string]): [string, string] {
  return [knownWord("answer", name) ?? name, value];
}
