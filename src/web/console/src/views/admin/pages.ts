// The pages of administration, and the fields of what is configured there.

export const ADMIN_PAGES = ["queues", "agents", "teams", "platforms", "flows", "people", "keys", "workspace", "retention", "audit"] as const;
export type AdminPage = (typeof ADMIN_PAGES)[number];

export type Field =
  | { name: string; kind: "text" | "number"; required?: boolean; nullable?: boolean }
  | { name: string; kind: "select"; options: string[] }
  | { name: string; kind: "one" | "many"; of: "queues" | "agents" | "flows"; nullable?: boolean; required?: boolean }
  | { name: string; kind: "json"; rows?: number };

/** What is made and changed whole, with PUT. What a form does not know of stays as it was. */
export const RESOURCES: Record<"queues" | "agents" | "teams" | "platforms", { fresh: Record<string, unknown>; fields: Field[] }> = {
  queues: {
    fresh: { name: "", way: "offer", channel: "chat", accept_within_ms: 30_000 },
    fields: [
      { name: "name", kind: "text", required: true },
      { name: "way", kind: "select", options: ["offer", "assign", "pick"] },
      { name: "channel", kind: "select", options: ["chat", "message"] },
      { name: "accept_within_ms", kind: "number" },
      { name: "max_length", kind: "number", nullable: true },
      { name: "at_closing", kind: "select", options: ["serve", "tell"] },
      { name: "when_full", kind: "json", rows: 2 },
      { name: "hours", kind: "json", rows: 10 },
    ],
  },
  agents: {
    fresh: { name: "", queues: [], capacity: { chat: 3 }, wrap_up_ms: 0 },
    fields: [
      { name: "name", kind: "text", required: true },
      { name: "queues", kind: "many", of: "queues" },
      { name: "capacity", kind: "json", rows: 2 },
      { name: "wrap_up_ms", kind: "number" },
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
      { name: "origins", kind: "json", rows: 3 },
      { name: "notices", kind: "json", rows: 8 },
      { name: "times", kind: "json", rows: 8 },
    ],
  },
};
