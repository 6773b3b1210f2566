// Commands on their way: what is said stays visible until its event is there, and what failed until it was seen to.

import type { Spoken } from "../../../shared/console.gen";
import type { Draft } from "./draft";
import type { Outgoing } from "./state";

/** A command goes out. What is read by an id twice is one command: a retry replaces nothing. */
export function say(draft: Draft, command: Spoken & { id: string }, at: number): void {
  draft.map("pending").set(command.id, command);
  if (command.type !== "say" && command.type !== "note" && command.type !== "whisper") return;
  if (draft.state.outgoing.some((one) => one.id === command.id)) return;
  const { id, session, text, type: kind } = command;
  const one: Outgoing = { id, session, kind, text, at, is: "pending" };
  if (command.type === "say" && command.imageId) one.imageId = command.imageId;
  draft.state.outgoing = [...draft.state.outgoing, one];
}

/** A restored word is a pending command again. */
export function settle(draft: Draft, one: Outgoing): void {
  if (one.is !== "pending") return;
  draft.map("pending").set(one.id, spoken(one));
}

/** The command a word goes out as. */
export function spoken(one: Outgoing): Spoken & { id: string } {
  const { id, session, text } = one;
  if (one.kind === "say") return { type: "say", id, session, text, ...(one.imageId ? { imageId: one.imageId } : {}) };
  return { type: one.kind, id, session, text };
}

/** The server has it. */
export function acked(draft: Draft, id: string, seq: number | undefined): void {
  const command = draft.state.pending.get(id);
  if (command) draft.map("pending").delete(id);
  if (command?.type === "open" || command?.type === "watch") {
    const conversation = draft.conversation(command.session);
    if (conversation && seq !== undefined) conversation.upTo = Math.max(conversation.upTo, seq);
  }
  if (command?.type === "wrap_up") {
    const wrapUp = draft.state.wrapUps[command.session];
    if (wrapUp) draft.record("wrapUps")[command.session] = { ...wrapUp, coded: true };
  }
  const { outgoing } = draft.state;
  const one = outgoing.find((candidate) => candidate.id === id);
  if (!one) return;
  const isThere = seq !== undefined && (draft.state.open.get(one.session)?.seq ?? 0) >= seq;
  draft.state.outgoing = isThere
    ? outgoing.filter((candidate) => candidate !== one)
    : outgoing.map((candidate) => (candidate === one ? { ...one, is: "stored", seq } : candidate));
}

/** The server would not. */
export function refused(draft: Draft, id: string | undefined, code: string, detail: string, at: number): void {
  const command = id === undefined ? undefined : draft.state.pending.get(id);
  if (id !== undefined && command) draft.map("pending").delete(id);
  const { outgoing } = draft.state;
  if (id !== undefined && outgoing.some((one) => one.id === id)) {
    draft.state.outgoing = outgoing.map((one) => (one.id === id ? { ...one, is: "failed", code, detail } : one));
    return;
  }
  if (command && (command.type === "open" || command.type === "watch" || command.type === "shut")) {
    if (command.type !== "shut") draft.map("open").delete(command.session);
    if (code === "not_found") return;
  }
  if (command && (command.type === "accept" || command.type === "decline")) {
    const offer = draft.state.offers[command.offer];
    if (offer) delete draft.record("offers")[command.offer];
  }
  const session = command && "session" in command ? command.session : undefined;
  const notice = { id: id ?? `refused-${at}`, kind: command?.type ?? "frame", code, detail, session, at };
  draft.state.notices = [...draft.state.notices.slice(-4), notice];
}

/** Events up to this number are on the screen, so their words are no longer on their way. */
export function arrived(draft: Draft, session: string, seq: number): void {
  const { outgoing } = draft.state;
  const is = (one: Outgoing) => one.session === session && one.is === "stored" && one.seq !== undefined && one.seq <= seq;
  if (outgoing.some(is)) draft.state.outgoing = outgoing.filter((one) => !is(one));
}
