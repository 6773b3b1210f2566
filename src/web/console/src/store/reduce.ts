// State and actions in, state out. No clock, no socket, no storage: times come with the actions.

import type { Action } from "./action";
import { Draft } from "./draft";
import { hear } from "./hear";
import { say, settle } from "./outgoing";
import { EMPTY, type Conversation, type SessionId, type State } from "./state";

/** The state after one action. */
export function reduce(state: State, action: Action): State {
  return reduceAll(state, [action]);
}

/** The state after all of them, in order; as if each had been reduced alone, but cheaper. */
export function reduceAll(state: State, actions: readonly Action[]): State {
  if (actions.length === 0) return state;
  const draft = new Draft(state);
  for (const action of actions) apply(draft, action);
  return draft.state;
}

function apply(draft: Draft, action: Action): void {
  const { state } = draft;
  switch (action.do) {
    case "heard":
      return hear(draft, action.frame, action.at);
    case "link":
      state.link = action.link;
      return;
    case "said":
      return say(draft, action.command, action.at);
    case "dropped":
      draft.map("pending").delete(action.id);
      return;
    case "opening":
      if (!state.open.has(action.session)) draft.map("open").set(action.session, fresh(action.session));
      return;
    case "shut":
      if (state.open.has(action.session)) draft.map("open").delete(action.session);
      return;
    case "select":
      state.selected = action.session;
      return;
    case "go":
      state.route = action.route;
      return;
    case "tab":
      state.tab = action.tab;
      return;
    case "search":
      state.search = action.text;
      return;
    case "draft":
      return write(draft, action.session, action.text);
    case "seen":
      if (action.seq > (state.seen[action.session] ?? 0)) draft.record("seen")[action.session] = action.seq;
      return;
    case "dismiss":
      state.notices = state.notices.filter((notice) => notice.id !== action.id);
      return;
    case "discard":
      state.outgoing = state.outgoing.filter((one) => one.id !== action.id);
      return;
    case "retry":
      state.outgoing = state.outgoing.map((one) => (one.id === action.id ? { ...one, is: "pending", code: undefined } : one));
      return;
    case "written_up":
      delete draft.record("wrapUps")[action.session];
      return;
    case "card":
      draft.record("cards")[action.session] = action.card;
      return;
    case "names":
      state.names = { ...state.names, ...action.names };
      return;
    case "closed":
      state.closed = action.rows;
      state.closedBy = action.by;
      return;
    case "found":
      state.found = { by: action.by, sessions: new Set(action.sessions) };
      return;
    case "restore":
      state.outgoing = action.outgoing;
      state.drafts = action.drafts;
      state.seen = action.seen;
      for (const one of action.outgoing) settle(draft, one);
      return;
    case "sign_out":
      Object.assign(state, { ...EMPTY, route: state.route });
      return;
  }
}

/** A conversation of which nothing was read yet. */
export function fresh(session: SessionId): Conversation {
  return { session, events: [], seq: 0, upTo: 0, gap: false, isOutOfSight: false, readUpTo: 0, receivedUpTo: 0, typing: {} };
}

function write(draft: Draft, session: SessionId, text: string): void {
  const drafts = draft.record("drafts");
  if (text) drafts[session] = text;
  else delete drafts[session];
}
