// What one chooses from at the side of a page: by name, with what tells two of the same name apart.

import type { ReactNode } from "react";

export interface Choice {
  id: string;
  name: ReactNode;
  beside: ReactNode;
}

export function Choices({ of, chosen, onChoose, none }: { of: Choice[] | undefined; chosen: string | null | undefined; onChoose: (id: string) => void; none: string }) {
  return (
    <>
      <ul className="admin-list">
        {of?.map(({ id, name, beside }) => (
          <li key={id}>
            <button type="button" className="admin-item" aria-current={id === chosen ? "true" : undefined} onClick={() => onChoose(id)}>
              {name}
              {beside}
            </button>
          </li>
        ))}
      </ul>
      {of?.length === 0 && <p className="hint">{none}</p>}
    </>
  );
}
