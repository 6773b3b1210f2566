// The pages of administration, and the fields of what is configured there.

export const ADMIN_PAGES = ["queues", "agents", "teams", "platforms", "flows", "people", "keys", "workspace", "retention", "audit"] as const;
export type AdminPage = (typeof ADMIN_PAGES)[number];

export type Field =
  | { name: string; kind: "text" | "number"; required?: boolean; nullable?: boolean }
  /** Kept in milliseconds, written in seconds. */
  | { name: string; kind: "seconds" }
  | { name: string; kind: "select"; options: string[] }
  | { name: string; kind: "one" | "many"; of: "queues" | "agents" | "flows"; nullable?: boolean; required?: boolean }
  | { name: string; kind: "lines"; example: string }
  | { name: string; kind: "slots" | "hours" | "overflow" | "redaction" }
  | { name: string; kind: "durations"; of: readonly string[] }
  | { name: string; kind: "notices"; of: readonly string[] };

/** Lines of ours that customers read, in the order in which they may come. */
const NOTICES = [
  "queued", "assigned", "turned_away", "platform_closed", "agent_vanished", "put_back", "silence_warning", "stepped_in", "stepped_out",
  "message_left", "closing", "closed", "closed_silent",
] as const;

/** Times of a platform, those one changes first. */
const TIMES = [
  "warn_silent_after_ms", "close_silent_after_ms", "released_for_ms", "silent_after_ms", "lost_for_ms", "unload_grace_ms",
  "prefer_same_agent_for_ms", "only_agent_for_ms", "pause_after_typing_ms", "typing_off_after_ms", "preview_for_ms",
  "heartbeat_every_ms", "unstable_after_ms", "lost_after_ms",
] as const;

/** What is made and changed whole, with PUT. What a form does not know of stays as it was. */
export const RESOURCES: Record<"queues" | "agents" | "teams" | "platforms", { fresh: Record<string, unknown>; fields: Field[] }> = {
  queues: {
    fresh: { name: "", way: "offer", channel: "chat", accept_within_ms: 30_000, answer_within_ms: 60_000 },
    fields: [
      { name: "name", kind: "text", required: true },
      { name: "way", kind: "select", options: ["offer", "assign", "pick"] },
      { name: "channel", kind: "select", options: ["chat", "message"] },
      { name: "accept_within_ms", kind: "seconds" },
      { name: "answer_within_ms", kind: "seconds" },
      { name: "max_length", kind: "number", nullable: true },
      { name: "when_full", kind: "overflow" },
      { name: "hours", kind: "hours" },
      { name: "at_closing", kind: "select", options: ["serve", "tell"] },
    ],
  },
  agents: {
    fresh: { name: "", queues: [], capacity: { chat: 3 }, wrap_up_ms: 0 },
    fields: [
      { name: "name", kind: "text", required: true },
      { name: "queues", kind: "many", of: "queues" },
      { name: "capacity", kind: "slots" },
      { name: "wrap_up_ms", kind: "seconds" },
    ],
  },
  teams: {
    fresh: { name: "", agents: [], queues: [] },
    fields: [
      { name: "name", kind: "text", required: true },
      { name: "agents", kind: "many", of: "agents" },
      { name: "queues", kind: "many", of: "queues" },
    ],
  },
  platforms: {
    fresh: { name: "", language: "sv", queue: "", origins: [] },
    fields: [
      { name: "name", kind: "text", required: true },
      { name: "language", kind: "text", required: true },
      { name: "queue", kind: "one", of: "queues", required: true },
      { name: "messages_queue", kind: "one", of: "queues", nullable: true },
      { name: "flow", kind: "one", of: "flows", nullable: true },
      { name: "bot_name", kind: "text" },
      { name: "origins", kind: "lines", example: "https://www.example.org" },
      { name: "notices", kind: "notices", of: NOTICES },
      { name: "times", kind: "durations", of: TIMES },
    ],
  },
};
