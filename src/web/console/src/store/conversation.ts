// What a frame changes in a conversation that is read along.

import type { Frame } from "../../../shared/console.gen";
import type { Draft } from "./draft";
import { arrived } from "./outgoing";
import type { Told } from "./state";

type Heard = Extract<Frame, { type: "event" | "typing" | "place" | "page" | "received" }>;

/** Applies it. An event that was there already is dropped; one after a gap is dropped too, and the gap is noted. */
export function listen(draft: Draft, frame: Heard, at: number): void {
  const known = draft.state.open.get(frame.session);
  if (!known) return;
  if (frame.type === "event") {
    if (frame.seq <= known.seq) return;
    const conversation = draft.conversation(frame.session);
    if (!conversation) return;
    if (frame.seq > known.seq + 1) {
      conversation.gap = true;
      return;
    }
    conversation.gap = false;
    conversation.isOutOfSight = false;
    conversation.seq = frame.seq;
    conversation.upTo = Math.max(conversation.upTo, frame.seq);
    const { seq, public: number, at: when, actor, event, content } = frame;
    const told: Told = { seq, at: when, actor, event };
    if (number !== undefined) told.public = number;
    if (content !== undefined) told.content = content;
    conversation.events.push(told);
    if (event.kind === "read_marked") conversation.readUpTo = Math.max(conversation.readUpTo, event.upTo);
    if (number !== undefined) delete conversation.typing[actor];
    arrived(draft, frame.session, frame.seq);
    // One's own word is no news to oneself; but it does not make what came before it seen.
    const seen = draft.state.seen[frame.session] ?? 0;
    if (actor === `agent:${draft.state.me?.agent ?? ""}` && seen === seq - 1) draft.record("seen")[frame.session] = seq;
    return;
  }
  const conversation = draft.conversation(frame.session);
  if (!conversation) return;
  if (frame.type === "place") {
    conversation.place = frame.place;
  } else if (frame.type === "page") {
    conversation.page = { address: frame.address, title: frame.title };
  } else if (frame.type === "received") {
    conversation.receivedUpTo = Math.max(conversation.receivedUpTo, frame.upTo);
  } else if (frame.on) {
    const typing = { party: frame.party, at };
    conversation.typing[frame.party] = frame.preview === undefined ? typing : { ...typing, preview: frame.preview };
  } else {
    delete conversation.typing[frame.party];
  }
}
