// The audit log, newest first.

import type { Shape } from "../../api/shapes";
import { useEffect, useState } from "react";
import { useConsole } from "../../app/context";
import { t } from "../../text/text";
import { date } from "../../text/time";
import { explain } from "./load";
import { Table } from "../parts/table";
import { Trouble } from "../parts/trouble";

type Line = Shape<"AuditLine">;

export function Audit() {
  const { api } = useConsole();
  const [lines, setLines] = useState<Line[]>([]);
  const [next, setNext] = useState<string | null>("");
  const [problem, setProblem] = useState<string | null>(null);
  const more = (after: string) =>
    api.get<{ items: Line[]; next?: string | null }>(`/audit?limit=100${after ? `&after=${encodeURIComponent(after)}` : ""}`).then(
      (page) => {
        setLines((before) => (after ? [...before, ...page.items] : page.items));
        setNext(page.next ?? null);
      },
      (why: unknown) => setProblem(explain(why)),
    );
  useEffect(() => {
    void more("");
    // Once, when the page is shown.
  }, []);
  return (
    <>
      <Trouble is={problem} />
      <div className="card table-card">
        <Table columns={(["at", "who", "what", "subject", "details"] as const).map((name) => t(`audit.${name}`))}>
          {lines.map((line) => (
            <tr key={line.seq}>
              <td>{date(line.at)}</td>
              <td>{line.who}</td>
              <td>{line.what.replaceAll("_", " ")}</td>
              <td>
                <code>{line.subject}</code>
              </td>
              <td>{line.details !== null && <code className="details">{JSON.stringify(line.details)}</code>}</td>
            </tr>
          ))}
        </Table>
      </div>
      {next && (
        <button type="button" className="button" onClick={() => void more(next)}>
          {t("audit.more")}
        </button>
      )}
    </>
  );
}
