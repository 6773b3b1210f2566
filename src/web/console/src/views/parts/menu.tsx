// A button with a menu. It hangs beside its button and not at the end of the page: there it would stand outside of every landmark, and
// need places for the focus that a screen reader is not told of.

import * as Ariakit from "@ariakit/react";
import type { ReactNode } from "react";

export interface Item {
  text: string;
  hint?: string;
  onPick: () => void;
  danger?: boolean;
  checked?: boolean;
}

export function Menu({ button, items, className = "button", label }: { button: ReactNode; items: (Item | null)[]; className?: string; label?: string }) {
  return (
    <Ariakit.MenuProvider placement="bottom-end">
      <Ariakit.MenuButton className={className} aria-label={label}>
        {button}
      </Ariakit.MenuButton>
      <Ariakit.Menu className="menu" gutter={6} fixed unmountOnHide>
        {items.map((item, place) =>
          item === null ? (
            <Ariakit.MenuSeparator key={place} className="menu-line" />
          ) : (
            <Ariakit.MenuItem key={place} className={`menu-item ${item.danger ? "menu-danger" : ""}`} onClick={item.onPick}>
              <span>{item.text}</span>
              {item.checked ? <span aria-hidden="true">✓</span> : item.hint ? <kbd>{item.hint}</kbd> : null}
            </Ariakit.MenuItem>
          ),
        )}
      </Ariakit.Menu>
    </Ariakit.MenuProvider>
  );
}
