// Made from src/wire/console by tests/typescript.rs of that crate; do not edit.

/**
 * An agent of one workspace.
 */
export type AgentId = string;

/**
 * A line of the agents' board.
 */
export type AgentLine = { agent: AgentId, ready: boolean, reason: string | null, reachable: boolean, since: string, loads: Capacity, capacities: Capacity, };

/**
 * What was sent along with a text: stored once under the hash of its bytes, checked before it came here.
 */
export type Attachment = { 
/**
 * SHA-256 of the bytes in hex, the name of the blob.
 */
id: string, 
/**
 * Its media type (`image/png`).
 */
media: string, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * In pixels.
 */
width: number, 
/**
 * In pixels.
 */
height: number, };

/**
 * How firmly a wish binds.
 */
export type Bind = "prefer" | "only" | "take";

/**
 * Somebody in a call.
 */
export type CallActorLine = { name: string | null, extension: string | null, agent: AgentId | null, since: string, };

/**
 * A telephone call, by its provider's own id: any text, compared as it is. The blank one stands for what belongs to no
 * call. A provider's ids are not personal.
 */
export type CallId = string;

/**
 * A line of the call board.
 */
export type CallLine = { call: CallId, state: CallState, since: string, createdAt: string, updatedAt: string, direction: Direction | null, ourNumber: string | null, theirNumber: string | null, providerQueue: string | null, queue: QueueId | null, actors: Array<CallActorLine>, recordings: Array<string>, abandoned: boolean, lostSight: boolean, };

/**
 * How far a telephone call is, in the order in which it goes.
 */
export type CallState = "new" | "standby" | "waiting" | "ongoing" | "finished";

/**
 * A number of slots by channel; a channel that is not named has none. A bare number is read as that many chats.
 */
export type Capacity = { [key in Channel]?: number };

/**
 * How people are talked to. A queue serves one channel, an agent has slots for each.
 */
export type Channel = "chat" | "message" | "voice";

/**
 * How a session ended.
 */
export type ClosedWhy = "customer_left" | "customer_lost" | "silent" | "released" | "agent_ended" | "flow_ended" | "application" | "erased";

/**
 * How to reach a person outside the chat. All as the person wrote it.
 */
export type Contact = { 
/**
 * Their name.
 */
name?: string | null, 
/**
 * An address for mail.
 */
email?: string | null, 
/**
 * A telephone number.
 */
phone?: string | null, };

/**
 * The erasable half of an event: texts, names, addresses. The journal keeps only its salted hash when a person is
 * erased, so `apply` of a closed session must not need it.
 */
export type Content = { 
/**
 * What was said, as written.
 */
text?: string | null, 
/**
 * The speaker's name as the reader shall see it.
 */
name?: string | null, 
/**
 * The customer on this platform.
 */
customer?: CustomerKey | null, 
/**
 * Answers held out to the customer.
 */
choices?: Array<string>, 
/**
 * What a flow remembered from this answer.
 */
answers?: { [key in string]: string }, 
/**
 * A picture or file shown with the text.
 */
attachment?: Attachment | null, 
/**
 * Who spoke at an outside application, by its own id.
 */
speaker?: string | null, 
/**
 * How to reach a customer who left a message.
 */
contact?: Contact | null, 
/**
 * A word from staff to staff.
 */
note?: string | null, 
/**
 * Where a telephone call's recording is.
 */
recording?: string | null, };

/**
 * Who the customer is on one platform, in the dialect's own words (Sermo: `userId`). Personal: it lives in content.
 */
export type CustomerKey = string;

/**
 * Who called whom.
 */
export type Direction = "inbound" | "outbound" | "internal";

/**
 * A fact of a session.
 */
export type FactView = { "kind": "opened", platform: PlatformId, language: Language, queue: QueueId, flow?: FlowPin, } | { "kind": "message_received", } | { "kind": "presence_changed", presence: Presence, closeAt?: string, unloaded?: boolean, } | { "kind": "bot_started", flow: FlowPin, } | { "kind": "bot_said", typing: number, } | { "kind": "flow_moved", node: string, } | { "kind": "flow_broken", node: string, } | { "kind": "queued", entry: number, queue: QueueId, since: string, priority: Priority, why: QueuedWhy, wish?: WishView, } | { "kind": "queue_asked_again", entry: number, } | { "kind": "place_told", entry: number, place: number, estimatedWait?: number, } | { "kind": "turned_away", entry: number, why: TurnedAwayWhy, opensAt?: string, closeAt: string, } | { "kind": "system_said", notice: Notice, } | { "kind": "assigned", entry: number, agent: AgentId, offer: OfferId, } | { "kind": "assignment_refused", agent: AgentId, offer: OfferId, } | { "kind": "agent_said", agent: AgentId, } | { "kind": "remarked", label: string, } | { "kind": "amended", message: number, label?: string, rating?: string, } | { "kind": "agent_done", agent: AgentId, closeAt: string, } | { "kind": "agent_vanished", agent: AgentId, } | { "kind": "overflowed", entry: number, to: QueueId, } | { "kind": "platform_closed", opensAt?: string, closeAt?: string, } | { "kind": "read_marked", upTo: number, at?: string, } | { "kind": "rated", score: number, onScale?: OnScale, } | { "kind": "message_left", } | { "kind": "transferred", toQueue: QueueId, toAgent?: AgentId, } | { "kind": "handed_to_bot", group?: string, flow?: FlowPin, unknownGroup?: boolean, } | { "kind": "handed_to_desk", queue?: QueueId, } | { "kind": "application_said", typing: number, bot: boolean, } | { "kind": "desk_number_told", number: number, } | { "kind": "desk_done", closeAt: string, } | { "kind": "silence_warned", closeAt: string, } | { "kind": "released_for_silence", agent: AgentId, closeAt: string, } | { "kind": "put_back", agent?: AgentId, from?: AgentId, } | { "kind": "taken_over", by: AgentId, from?: AgentId, } | { "kind": "stepped_in", agent: AgentId, } | { "kind": "stepped_out", agent: AgentId, } | { "kind": "watch_began", agent: AgentId, } | { "kind": "watch_ended", agent: AgentId, } | { "kind": "whispered", agent: AgentId, } | { "kind": "note_added", agent?: AgentId, } | { "kind": "wrapped_up", agent: AgentId, code: string, } | { "kind": "deadlines_moved", notBefore: string, } | { "kind": "closed", why: ClosedWhy, };

/**
 * A bot's script; its versions share the id.
 */
export type FlowId = string;

/**
 * A script and the version of it that a session runs.
 */
export type FlowPin = { 
/**
 * The script.
 */
flow: FlowId, 
/**
 * Counted from 1.
 */
version: number, };

/**
 * One frame to a console, without its `n`.
 */
export type Frame = { "type": "hello", connectionId: string, workspace: WorkspaceId, agent: AgentId, name: string, role: string, heartbeatEvery: number, ready: boolean, reason?: string, since?: string, capacity: number, load: number, capacities: Capacity, loads: Capacity, breakReasons: Array<Labelled>, wrapUpCodes: Array<Labelled>, agentSeq: number, position: number, } | { "type": "ack", id: string, seq?: number, delayed?: boolean, } | { "type": "refused", id?: string, code: string, detail: string, retryAfter?: number, } | { "type": "configured", name: string, capacity: number, capacities: Capacity, seq: number, } | { "type": "state", ready: boolean, reason?: string, by?: AgentId, since: string, seq: number, } | { "type": "reachable", seq: number, } | { "type": "unreachable", giveUpAt: string, seq: number, } | { "type": "offer", offer: OfferId, session: SessionId, queue: QueueId, since: string, acceptBy: string, seq: number, } | { "type": "offer_accepted", offer: OfferId, session: SessionId, seq: number, } | { "type": "offer_ended", offer: OfferId, session: SessionId, why: OfferEnd, seq: number, } | { "type": "assigned", offer: OfferId, session: SessionId, seq: number, } | { "type": "session_ended", session: SessionId, why?: Parting, wrapUpUntil?: string, seq: number, } | { "type": "wrap_up_ended", session: SessionId, seq: number, } | { "type": "session_given_up", session: SessionId, seq: number, } | { "type": "call_joined", call: CallId, takes?: number, seq: number, } | { "type": "call_left", call: CallId, seq: number, } | { "type": "pick_refused", offer: OfferId, session: SessionId, queue: QueueId, why: HoldRefusal, seq: number, } | { "type": "event", session: SessionId, seq: number, public?: number, at: string, actor: string, event: FactView, content?: Content, } | { "type": "row", position: number, row: SessionLine, } | { "type": "gone", position: number, session: SessionId, } | { "type": "queue", position: number, row: QueueLine, } | { "type": "agent", position: number, row: AgentLine, } | { "type": "call", position: number, row: CallLine, } | { "type": "call_gone", position: number, call: CallId, } | { "type": "typing", session: SessionId, party: string, on: boolean, preview?: string, } | { "type": "page", session: SessionId, address: string, title: string, } | { "type": "received", session: SessionId, upTo: number, } | { "type": "place", session: SessionId, place: number, estimatedWait?: number, };

/**
 * Why an agent refused to hold an offer.
 */
export type HoldRefusal = "at_capacity" | "not_ready" | "not_connected" | "not_serving";

/**
 * A code, and what people read for it.
 */
export type Labelled = { 
/**
 * Stable: events hold it.
 */
code: string, 
/**
 * For people, by language.
 */
label: Texts, };

/**
 * A language tag of a platform (`sv`, `en`); texts fall back to the platform's own.
 */
export type Language = string;

/**
 * Which of our own lines was said.
 */
export type Notice = "queued" | "assigned" | "turned_away" | "agent_vanished" | "platform_closed" | "put_back" | "silence_warning" | "message_left" | "application";

/**
 * How an offer ended without an assignment.
 */
export type OfferEnd = "declined" | "expired" | "connection_gone" | "withdrawn" | "outbid";

/**
 * A session held out to an agent: numbered by the queue that offers.
 */
export type OfferId = string;

/**
 * A rating as it was said, on the scale it was asked on.
 */
export type OnScale = { 
/**
 * What was said; within the scale.
 */
value: number, 
/**
 * The scale's lowest.
 */
least: number, 
/**
 * The scale's highest.
 */
most: number, };

/**
 * Why a session needs its agent no longer.
 */
export type Parting = "done" | "transferred" | "taken_over" | "put_back" | "handed_to_bot" | "handed_to_desk" | "silent" | "closed";

/**
 * An entry point, a site and its purpose; unique in the installation (Sermo's `platformId`).
 */
export type PlatformId = string;

/**
 * Whether a customer is there, from live connections and heartbeats only. Transitions are events.
 */
export type Presence = "unknown" | "present" | "unstable" | "lost";

/**
 * Who comes before whom in line: the class first, then since when.
 */
export type Priority = "returning" | "normal";

/**
 * A queue of one workspace.
 */
export type QueueId = string;

/**
 * A line of the queues' board.
 */
export type QueueLine = { queue: QueueId, waiting: number, oldest: string | null, open: boolean, changesAt: string | null, working: number, maxLength: number | null, estimatedWait: number | null, 
/**
 * From then on the estimate says nothing any more.
 */
estimateEnds: string | null, 
/**
 * So soon an agent should have a session, in milliseconds.
 */
answerWithin: number, 
/**
 * How the waits of the last hour ended; slices that began longer ago no longer count.
 */
ended: Array<WaitsLine>, };

/**
 * How a session came to wait.
 */
export type QueuedWhy = "handed_over" | "no_bot" | "wrote_again" | "agent_vanished" | "transferred" | "put_back" | "taken_over" | "back_from_bot" | "message_left" | "overflowed";

/**
 * What a console has seen before.
 */
export type Resumed = { 
/**
 * The position its list stands at.
 */
list?: number, 
/**
 * The last number of the agent's own stream.
 */
agent?: number, 
/**
 * Opened sessions, each with its last number.
 */
open: { [key in SessionId]: number }, };

/**
 * One conversation. A UUID version 7 whose last byte is the virtual shard, so the id alone finds the owner.
 */
export type SessionId = string;

/**
 * A line of the list.
 */
export type SessionLine = { session: SessionId, platform: PlatformId, customer: CustomerKey, standing: Standing, queue: QueueId | null, agent: AgentId | null, since: string, openedAt: string, presence: Presence, channel: Channel, };

/**
 * One frame of a console.
 */
export type Spoken = { "type": "hello", 
/**
 * What lets the agent in: a ticket, or a token.
 */
token: string, 
/**
 * What the client has already.
 */
resume?: Resumed, } | { "type": "heartbeat", id?: string, } | { "type": "typing", session: SessionId, on: boolean, } | { "type": "ready", id: string, } | { "type": "away", id: string, reason?: string, } | { "type": "force", id: string, agent: AgentId, ready: boolean, reason?: string, } | { "type": "accept", id: string, offer: OfferId, } | { "type": "decline", id: string, offer: OfferId, } | { "type": "pick", id: string, session: SessionId, } | { "type": "finish_wrap_up", id: string, session: SessionId, } | { "type": "say", id: string, session: SessionId, text: string, imageId?: string, } | { "type": "done", id: string, session: SessionId, } | { "type": "open", id: string, session: SessionId, after?: number, } | { "type": "shut", id: string, session: SessionId, } | { "type": "transfer", id: string, session: SessionId, queue?: QueueId, agent?: AgentId, note?: string, } | { "type": "put_back", id: string, session: SessionId, note?: string, } | { "type": "hand_to_bot", id: string, session: SessionId, group?: string, } | { "type": "take_over", id: string, session: SessionId, } | { "type": "step_in", id: string, session: SessionId, } | { "type": "step_out", id: string, session: SessionId, } | { "type": "watch", id: string, session: SessionId, after?: number, } | { "type": "unwatch", id: string, session: SessionId, } | { "type": "whisper", id: string, session: SessionId, text: string, } | { "type": "note", id: string, session: SessionId, text: string, } | { "type": "wrap_up", id: string, session: SessionId, code: string, note?: string, };

/**
 * Where a session stands, in one word for lists.
 */
export type Standing = "bot" | "queued" | "agent" | "desk" | "released" | "closed";

/**
 * One text in several languages, with `{name}` places to fill.
 */
export type Texts = { [key in Language]: string };

/**
 * Why a queue takes nobody in.
 */
export type TurnedAwayWhy = "full" | "unknown" | "closed";

/**
 * The waits of a queue that ended within five minutes.
 */
export type WaitsLine = { from: string, inTime: number, late: number, gaveUp: number, goneSoon: number, };

/**
 * An agent a session waits for.
 */
export type WishView = { agent: AgentId, until: string, bind: Bind, };

/**
 * A tenant.
 */
export type WorkspaceId = string;
