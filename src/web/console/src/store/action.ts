// What can happen to the console: the server's frames, and what its user does. Nothing else changes the state.

import type { Frame, SessionLine, Spoken } from "../../../shared/console.gen";
import type { Card, Link, ListTab, Names, Outgoing, Route, SessionId } from "./state";

export type Action =
  | { do: "heard"; frame: Frame; at: number }
  | { do: "link"; link: Link }
  | { do: "said"; command: Spoken & { id: string }; at: number }
  | { do: "dropped"; id: string }
  | { do: "opening"; session: SessionId }
  | { do: "shut"; session: SessionId }
  | { do: "select"; session: SessionId | null }
  | { do: "go"; route: Route }
  | { do: "tab"; tab: ListTab }
  | { do: "search"; text: string }
  | { do: "draft"; session: SessionId; text: string }
  | { do: "seen"; session: SessionId; seq: number }
  | { do: "dismiss"; id: string }
  | { do: "discard"; id: string }
  | { do: "retry"; id: string }
  | { do: "written_up"; session: SessionId }
  | { do: "card"; session: SessionId; card: Card }
  | { do: "names"; names: Partial<Names> }
  | { do: "closed"; rows: SessionLine[]; by: string }
  | { do: "found"; sessions: SessionId[]; by: string }
  | { do: "restore"; outgoing: Outgoing[]; drafts: Record<SessionId, string>; seen: Record<SessionId, number> }
  | { do: "sign_out" };
