// A table: its columns by name, and a last one without a word to be seen where each line has something one can do.

import type { ReactNode } from "react";
import { t } from "../../text/text";

export function Table({ columns, hasDeeds = false, children }: { columns: readonly string[]; hasDeeds?: boolean; children: ReactNode }) {
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
      <tbody>{children}</tbody>
    </table>
  );
}
