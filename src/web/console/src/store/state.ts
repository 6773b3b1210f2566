// Everything the console knows, as one value. `reduce.ts` is the only place that makes a new one.

import type { Shape } from "../api/shapes";
import type { AgentLine, CallLine, Content, FactView, Labelled, QueueLine, SessionLine, Spoken } from "../../../shared/console.gen";

export type SessionId = string;

/** How the line to the server is; the banner says exactly this. */
export type Link =
  | { is: "idle" }
  /** `since`: the line broke then; none at the very first. */
  | { is: "connecting"; tries: number; since?: number }
  | { is: "catching_up"; behind: number }
  | { is: "live" }
  | { is: "down"; since: number; nextTry: number }
  | { is: "refused"; code: string };

/** Who has signed in, as the server's hello said. */
export interface Me {
  agent: string;
  name: string;
  role: string;
  workspace: string;
  ready: boolean;
  reason?: string;
  since?: string;
  by?: string;
  reachable: boolean;
  capacities: Record<string, number>;
  loads: Record<string, number>;
  breakReasons: Labelled[];
  wrapUpCodes: Labelled[];
  heartbeatEvery: number;
}

export interface Offer {
  offer: string;
  session: SessionId;
  queue: string;
  since: string;
  acceptBy: string;
  /** When this console first heard of it, by its own clock. */
  heardAt: number;
  answered: boolean;
}

/** An event of a conversation. */
export interface Told {
  seq: number;
  public?: number;
  at: string;
  actor: string;
  event: FactView;
  content?: Content;
}

/** A word of this agent's on its way. */
export interface Outgoing {
  id: string;
  session: SessionId;
  kind: "say" | "note" | "whisper";
  text: string;
  imageId?: string;
  at: number;
  /** Stored: the server has it under `seq`, its event is still to come. */
  is: "pending" | "stored" | "failed";
  seq?: number;
  code?: string;
  detail?: string;
}

export interface Typing {
  party: string;
  preview?: string;
  at: number;
}

/** One session that is read along. */
export interface Conversation {
  session: SessionId;
  events: Told[];
  /** The last number that came, dense from 1. */
  seq: number;
  /** The last number there was when it was opened; behind it until then. */
  upTo: number;
  /** A number was skipped: what is missing must be read again. */
  gap: boolean;
  /** It went out of the list: the server may have shut it. Until something is heard of it again. */
  isOutOfSight: boolean;
  /** The customer has read up to this public number. */
  readUpTo: number;
  /** Their client has it up to this public number. */
  receivedUpTo: number;
  /** The page of the site they are on. */
  page?: { address: string; title: string };
  typing: Record<string, Typing>;
  place?: number;
}

/** Why a command had no effect, until somebody has read it. */
export interface Notice {
  id: string;
  kind: string;
  code: string;
  detail: string;
  session?: SessionId;
  at: number;
}

/** A session that is no longer mine and is to be written up. */
export interface WrapUp {
  session: SessionId;
  until?: string;
  why?: string;
  coded: boolean;
}

export type Route =
  | { at: "desk" }
  | { at: "board" }
  | { at: "calls"; call?: string }
  | { at: "customers"; customer?: string }
  | { at: "admin"; page: string; item?: string }
  | { at: "account" };

/** The customer's card as the API told it, kept by session. */
export type Card = Shape<"Card">;

/** How the workspace is set up, as far as the console shows it. */
export interface Names {
  queues: Record<string, string>;
  agents: Record<string, string>;
  platforms: Record<string, string>;
  picks: string[];
  canned: Labelled[];
  /** The server has told them, be they never so few. */
  isRead: boolean;
}

export type ListTab = "mine" | "waiting" | "all" | "closed";

export interface State {
  link: Link;
  me: Me | null;
  agentSeq: number;
  position: number;
  /** The agent's stream was at this number when the hello came. */
  agentUpTo: number;
  rows: ReadonlyMap<SessionId, SessionLine>;
  closed: readonly SessionLine[];
  /** What they were searched by at the server; nothing for the newest ones. */
  closedBy: string;
  /** Running sessions in which the server found the words that were searched. */
  found: { by: string; sessions: ReadonlySet<SessionId> };
  offers: Record<string, Offer>;
  open: ReadonlyMap<SessionId, Conversation>;
  /** Commands without an answer; they are said again after a break. */
  pending: ReadonlyMap<string, Spoken>;
  outgoing: readonly Outgoing[];
  notices: readonly Notice[];
  wrapUps: Record<SessionId, WrapUp>;
  queues: Record<string, QueueLine>;
  agents: Record<string, AgentLine>;
  /** Telephone calls this agent may see: those that are not over, and the latest that are. */
  calls: ReadonlyMap<string, CallLine>;
  cards: Record<SessionId, Card>;
  names: Names;
  /** What was written and not sent, by session. */
  drafts: Record<SessionId, string>;
  /** The last number its reader has had before their eyes, by session. */
  seen: Record<SessionId, number>;
  selected: SessionId | null;
  tab: ListTab;
  route: Route;
  search: string;
}

export const EMPTY: State = {
  link: { is: "idle" },
  me: null,
  agentSeq: 0,
  position: 0,
  agentUpTo: 0,
  rows: new Map(),
  closed: [],
  closedBy: "",
  found: { by: "", sessions: new Set() },
  offers: {},
  open: new Map(),
  pending: new Map(),
  outgoing: [],
  notices: [],
  wrapUps: {},
  queues: {},
  agents: {},
  calls: new Map(),
  cards: {},
  names: { queues: {}, agents: {}, platforms: {}, picks: [], canned: [], isRead: false },
  drafts: {},
  seen: {},
  selected: null,
  tab: "mine",
  route: { at: "desk" },
  search: "",
};
