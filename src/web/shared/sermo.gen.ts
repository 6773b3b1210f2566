// Written by scripts/types from src/wire/sermo. Do not edit.

export type Hello = { "type": "hello", platformId: string, userId?: string, token?: string, session?: string, after?: number, };

export type Say = { "type": "text", platformId: string, userId: string, text: string, image?: string, imageId?: string, id?: string, } | { "type": "heartbeat", platformId: string, userId: string, } | { "type": "typing", platformId: string, userId: string, text: string, } | { "type": "start", platformId: string, userId: string, id?: string, } | { "type": "client_left", platformId: string, userId: string, text: string, at: string, id?: string, } | { "type": "client_unload", platformId: string, userId: string, at: string, } | { "type": "identify", platformId: string, userId: string, token: string, id?: string, } | { "type": "customer_page", platformId: string, userId: string, url: string, title?: string, } | { "type": "messages_received", platformId: string, userId: string, session: string, seq: number, } | { "type": "rating", platformId: string, userId: string, session: string, score: number, text?: string, id?: string, } | { "type": "messages_read", platformId: string, userId: string, text: string, at: string, seq?: number, id?: string, };

export type Welcome = { type: "hello", platformId: string, userId: string, token?: string, 
/**
 * Null, not absent, where no session is open.
 */
session: string | null, seq: number, 
/**
 * Where that session stands.
 */
standing?: string, heartbeatEvery: number, connectionId: string, resync?: boolean, };

export type Ack = { type: "ack", id?: string, seq?: number, session?: string, delayed?: boolean, };

export type Refused = { type: "refused", id?: string, code: string, detail: string, retryAfter?: number, };

export type ToldType = "text" | "queue_number" | "system_text" | "agent_done" | "platform_closed" | "end_session" | "typing_on" | "typing_off" | "out_of_line";

export type Speaker = { id: string, name: string, type: "bot" | "human", };

export type Told = { type: ToldType, direction?: "inbound", platformId: string, userId: string, text?: string, 
/**
 * Which of our lines it is.
 */
notice?: string, typing?: number, agent?: Speaker, choices?: Array<string>, 
/**
 * The picture shown with the text, as a data URL.
 */
image?: string, 
/**
 * The same picture's id.
 */
imageId?: string, queueNumber?: number, estimatedWait?: number, reasonText?: string, seq?: number, session?: string, at?: string, };

/** Whatever a customer's client hears. */
export type Heard = Welcome | Ack | Refused | Told;
