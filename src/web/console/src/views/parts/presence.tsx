// Whether the customer is there: a word and a sign, never a colour alone.

import type { Presence as Is } from "../../../../shared/console.gen";
import { word } from "../../text/text";

export function Presence({ is, quiet = false }: { is: Is | "left"; quiet?: boolean }) {
  if (is === "unknown" && quiet) return null;
  return (
    <span className={`presence presence-${is}`}>
      <span className="presence-dot" aria-hidden="true" />
      <span className={quiet ? "visually-hidden" : undefined}>{word("presence", is)}</span>
    </span>
  );
}
