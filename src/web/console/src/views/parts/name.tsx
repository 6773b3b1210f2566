// A name somebody else chose: a text node of its own, which cannot turn the line it stands in around.

import { tame } from "../../../../shared/text/marks";

export function Name({ of }: { of: string }) {
  return <bdi className="name">{tame(of)}</bdi>;
}
