// What a frame of the server changes.

import type { Frame } from "../../../shared/console.gen";
import { callChanged } from "./calls";
import { listen } from "./conversation";
import type { Draft } from "./draft";
import { acked, refused } from "./outgoing";
import type { Me } from "./state";

/** Applies one frame. Numbers of the agent's own stream make a frame that comes twice harmless. */
export function hear(draft: Draft, frame: Frame, at: number): void {
  const { state } = draft;
  switch (frame.type) {
    case "hello":
      return welcome(draft, frame);
    case "ack":
      return acked(draft, frame.id, frame.seq);
    case "refused":
      return refused(draft, frame.id, frame.code, frame.detail, at);
    case "event":
    case "typing":
    case "place":
    case "page":
    case "received":
      return listen(draft, frame, at);
    case "row": {
      const known = state.rows.get(frame.row.session);
      state.position = Math.max(state.position, frame.position);
      const rows = draft.map("rows");
      rows.set(frame.row.session, known && same(known, frame.row) ? known : frame.row);
      return;
    }
    case "gone":
      state.position = Math.max(state.position, frame.position);
      if (state.rows.has(frame.session)) draft.map("rows").delete(frame.session);
      if (state.open.has(frame.session)) {
        const conversation = draft.conversation(frame.session);
        if (conversation) conversation.isOutOfSight = true;
      }
      return;
    case "queue":
      draft.record("queues")[frame.row.queue] = frame.row;
      return;
    case "call":
      return callChanged(draft, frame.row);
    case "call_gone":
      if (state.calls.has(frame.call)) draft.map("calls").delete(frame.call);
      return;
    case "agent":
      draft.record("agents")[frame.row.agent] = frame.row;
      return;
    default:
      return own(draft, frame, at);
  }
}

type Own = Exclude<Frame, { type: "hello" | "ack" | "refused" | "event" | "typing" | "place" | "page" | "received" | "row" | "gone" | "queue" | "agent" | "call" | "call_gone" }>;

function own(draft: Draft, frame: Own, at: number): void {
  const { state } = draft;
  // An offer that still stands is told again after each hello, under its old number.
  const isOld = frame.seq <= state.agentSeq;
  if (isOld && frame.type !== "offer") return;
  state.agentSeq = Math.max(state.agentSeq, frame.seq);
  const me = (change: Partial<Me>) => {
    if (state.me) state.me = { ...state.me, ...change };
  };
  switch (frame.type) {
    case "configured":
      return me({ name: frame.name, capacities: counted(frame.capacities) });
    case "state":
      return me({ ready: frame.ready, reason: frame.reason, by: frame.by, since: frame.since });
    case "reachable":
      return me({ reachable: true });
    case "unreachable":
      return me({ reachable: false });
    case "offer": {
      if (state.offers[frame.offer]) return;
      const { offer, session, queue, since, acceptBy } = frame;
      draft.record("offers")[offer] = { offer, session, queue, since, acceptBy, heardAt: at, answered: false };
      return;
    }
    case "offer_accepted": {
      const offer = state.offers[frame.offer];
      if (offer) draft.record("offers")[frame.offer] = { ...offer, answered: true };
      return;
    }
    case "offer_ended":
      delete draft.record("offers")[frame.offer];
      return;
    case "pick_refused":
      state.notices = [
        ...state.notices.slice(-4),
        { id: frame.offer, kind: "pick", code: frame.why, detail: "", session: frame.session, at },
      ];
      return;
    case "assigned":
      delete draft.record("offers")[frame.offer];
      delete draft.record("wrapUps")[frame.session];
      if (state.selected === null || !state.drafts[state.selected]) state.selected = frame.session;
      return;
    case "session_ended": {
      const { session, why, wrapUpUntil: until } = frame;
      draft.record("wrapUps")[session] = { session, until, why, coded: false };
      return;
    }
    case "wrap_up_ended": {
      const known = state.wrapUps[frame.session];
      if (known) draft.record("wrapUps")[frame.session] = { ...known, until: undefined };
      return;
    }
    case "session_given_up":
      delete draft.record("wrapUps")[frame.session];
      return;
    case "call_joined":
    case "call_left": {
      // What came before the hello is in what it counts already.
      if (!state.me || frame.seq <= state.agentUpTo) return;
      const calls = (state.me.loads.voice ?? 0) + (frame.type === "call_joined" ? 1 : -1);
      return me({ loads: { ...state.me.loads, voice: Math.max(0, calls) } });
    }
  }
}

function welcome(draft: Draft, hello: Extract<Frame, { type: "hello" }>): void {
  const { state } = draft;
  const { agent, name, role, workspace, ready, reason, since, breakReasons, wrapUpCodes, heartbeatEvery } = hello;
  state.me = {
    agent, name, role, workspace, ready, reason, since, breakReasons, wrapUpCodes, heartbeatEvery,
    reachable: true,
    capacities: counted(hello.capacities),
    loads: counted(hello.loads),
  };
  // A fresh console begins where the agent's stream stands; one that resumes is told what it missed.
  const isAhead = state.agentSeq > hello.agentSeq;
  if (state.agentSeq === 0 || isAhead) state.agentSeq = hello.agentSeq;
  if (state.position === 0 || state.position > hello.position) {
    state.rows = new Map();
    state.position = hello.position;
  }
  state.agentUpTo = hello.agentSeq;
  // What was offered may have ended unheard; what still stands is told again.
  state.offers = {};
  // Every call that is not over is told again.
  state.calls = new Map();
}

function counted(capacity: { [channel in string]?: number }): Record<string, number> {
  return Object.fromEntries(Object.entries(capacity).map(([channel, slots]) => [channel, slots ?? 0]));
}

function same(a: object, b: object): boolean {
  return Object.entries(b).every(([key, value]) => (a as Record<string, unknown>)[key] === value);
}
