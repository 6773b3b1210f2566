// A table: its columns by name, a word where it has no line, and a last one without a word to be seen where each line has something one can do.

import type { ReactNode } from "react";
import { t } from "../../text/text";

export function Table({ columns, hasDeeds = false, none, children }: { columns: readonly string[]; hasDeeds?: boolean; none?: string; children: ReactNode }) {
  return (
    <table className="table">
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          {hasDeeds && (
            <th scope="col">
              <span className="visually-hidden">{t("action.more")}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {children}
        {none && (
          <tr>
            <td className="hint" colSpan={columns.length + (hasDeeds ? 1 : 0)}>
              {none}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
