// Telephone calls of whom one chats with, known by the number of their record.

import { useEffect, useState } from "react";
import { useConsole, useStore } from "../../app/context";
import { t, word } from "../../text/text";
import { date } from "../../text/time";
import { Section } from "./context";

interface Call {
  call: string;
  state: string;
  since: string;
  created_at: string;
  queue?: string | null;
}

const AGAIN = 15_000;

export function Telephone({ customer }: { customer: string }) {
  const { api, go } = useConsole();
  const queues = useStore((state) => state.names.queues);
  const [calls, setCalls] = useState<Call[]>([]);
  useEffect(() => {
    let stands = true;
    const look = () =>
      api.get<{ items: Call[] }>(`/customers/${customer}/calls`).then(
        ({ items }) => stands && setCalls(items),
        () => stands && setCalls([]),
      );
    void look();
    const timer = setInterval(() => void look(), AGAIN);
    return () => {
      stands = false;
      clearInterval(timer);
    };
  }, [api, customer]);
  if (calls.length === 0) return null;
  return (
    <Section name="telephone" title={t("context.calls", { count: calls.length })}>
      <ul className="earlier">
        {calls.map((one) => (
          <li key={one.call}>
            <button type="button" className="button-link" onClick={() => go({ at: "calls", call: one.call })}>
              {date(one.created_at)}
            </button>
            <span className={`state call-${one.state}`}>{word("call", one.state)}</span>
            {one.queue && <span className="hint"> {queues[one.queue] ?? one.queue}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
