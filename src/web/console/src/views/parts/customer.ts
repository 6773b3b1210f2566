// What a customer is called on the screen.

import type { SessionLine } from "../../../../shared/console.gen";
import { isKey, knownName, short } from "../../store/select";
import type { State } from "../../store/state";
import { t } from "../../text/text";

/** What they are known as, else a visitor with the first letters of their key; nothing where nothing is known. */
export function customerName(state: State, row: Pick<SessionLine, "session" | "customer">): string {
  return knownName(state, row) || visitor(row.customer);
}

/** Somebody of whom nothing but this key is known. */
export function visitor(key = ""): string {
  return key && (isKey(key) ? t("customer.visitor", { key: short(key) }) : key);
}
