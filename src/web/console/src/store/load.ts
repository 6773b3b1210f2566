// How many slots an agent has in use, counted from what is on the screen, since the server tells of it only at sign-in.

import { serves } from "./select";
import type { State } from "./state";

/** Telephone calls the agent is in. */
export const onPhone = (state: State): number => state.me?.loads.voice ?? 0;

/** Slots in use and in all, by channel; channels without slots are left out. */
export function capacity(state: State): { channel: string; used: number; of: number }[] {
  const { me } = state;
  if (!me) return [];
  const used: Record<string, number> = {};
  const take = (session: string) => {
    const channel = state.rows.get(session)?.channel ?? "chat";
    used[channel] = (used[channel] ?? 0) + 1;
  };
  for (const row of state.rows.values()) if (serves(state, row.session)) take(row.session);
  for (const offer of Object.values(state.offers)) take(offer.session);
  for (const wrapUp of Object.values(state.wrapUps)) if (wrapUp.until && !serves(state, wrapUp.session)) take(wrapUp.session);
  return Object.entries(me.capacities)
    .filter(([, of]) => of > 0)
    .map(([channel, of]) => ({ channel, used: used[channel] ?? 0, of }));
}
