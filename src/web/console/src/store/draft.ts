// A state in the making: parts are copied when they are first written to, so that a thousand frames cost one copy.

import type { Conversation, SessionId, State } from "./state";

export class Draft {
  readonly state: { -readonly [K in keyof State]: State[K] };
  private readonly owned = new Set<object>();

  constructor(from: State) {
    this.state = { ...from };
  }

  /** A map of the state that may be written to. */
  map<K extends "rows" | "open" | "pending" | "calls">(key: K): State[K] extends ReadonlyMap<infer A, infer B> ? Map<A, B> : never {
    const known = this.state[key] as Map<unknown, unknown>;
    const mine = this.owned.has(known) ? known : new Map(known);
    this.owned.add(mine);
    (this.state as Record<string, unknown>)[key] = mine;
    return mine as never;
  }

  /** A record of the state that may be written to. */
  record<K extends "offers" | "wrapUps" | "queues" | "agents" | "cards" | "drafts" | "seen">(key: K): State[K] {
    const known = this.state[key];
    const mine = this.owned.has(known) ? known : { ...known };
    this.owned.add(mine);
    (this.state as Record<string, unknown>)[key] = mine;
    return mine as State[K];
  }

  /** A conversation that may be written to; none if it is not open. */
  conversation(session: SessionId): Conversation | undefined {
    const known = this.state.open.get(session);
    if (!known || this.owned.has(known)) return known;
    const mine = { ...known, events: [...known.events], typing: { ...known.typing } };
    this.owned.add(mine);
    this.map("open").set(session, mine);
    return mine;
  }
}
