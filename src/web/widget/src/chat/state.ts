// What the window shows, as one value.
import type { Speaker } from "@switchboard/shared/sermo.gen.ts";
import type { Standing } from "../line/line.ts";

/** How far one's own message has come. */
export type Sending = "waiting" | "stored" | "refused";

/** One line of the conversation. */
export interface Entry {
  /** Stays the same for as long as the line is shown. */
  key: string;
  from: "me" | "bot" | "human" | "house";
  text: string;
  name?: string;
  at?: string;
  seq?: number;
  session?: string;
  /** A picture as a data URL, or by its id. */
  image?: string;
  imageId?: string;
  choices?: string[];
  /** Of one's own messages: the id it was sent under, and how far it has come. */
  id?: string;
  sending?: Sending;
  /** Why it was refused. */
  code?: string;
}

export interface State {
  standing: Standing;
  session: string | undefined;
  /** Conversations before it: what still comes of them is late, and leads nowhere. */
  before: string[];
  /** The last number of the session that is known. */
  seq: number;
  /** The conversation is over; what was said of it. */
  ended: { reason: string } | undefined;
  entries: Entry[];
  /** The place in line, and the wait in milliseconds. */
  place: { number: number; wait: number | undefined } | undefined;
  /** A message was left, to be answered later: the line it stands in is not one that anybody waits in. */
  left: boolean;
  /** How far the server's hello goes, and whether somebody waits in line there. */
  past: { session: string; seq: number; waits: boolean } | undefined;
  /** Who serves now. */
  speaker: Speaker | undefined;
  /** Somebody over there writes. */
  writing: boolean;
  /** The queue closed while waiting. */
  closed: boolean;
  /** The last number that was read. */
  read: number;
}

export const nothing: State = {
  standing: "joining",
  session: undefined,
  before: [],
  seq: 0,
  ended: undefined,
  entries: [],
  place: undefined,
  left: false,
  past: undefined,
  speaker: undefined,
  writing: false,
  closed: false,
  read: 0,
};

/** A conversation is going on. */
export const isUnderWay = (state: State): boolean => state.session !== undefined && state.ended === undefined;

/** What the others said and nobody has looked at. */
export const unread = (state: State): number =>
  state.entries.filter(({ from, seq, session }) => {
    const theirs = from === "bot" || from === "human";
    return theirs && session === state.session && (seq ?? 0) > state.read;
  }).length;
