// What carries frames: a socket, or requests and a stream where sockets are blocked. Both keep the same promises.
import type { Heard, Hello, Say } from "@switchboard/shared/sermo.gen.ts";

/** Why a carrier ended. */
export interface Ending {
  /** The socket's code, or the one that stands for it. */
  code: number;
  /** It had let us in before. */
  wasIn: boolean;
  /** What it was refused with at the door. */
  refused?: string;
}

export interface Listener {
  heard(frame: Heard): void;
  ended(ending: Ending): void;
}

export interface Carrier {
  send(frame: Say): void;
  close(): void;
}

/** Opens a carrier to the server whose doors are below this address. */
export type Opens = (base: URL, hello: Hello, listener: Listener) => Carrier;

/** Not let in: trying again as the same changes nothing. */
export const NOT_LET_IN = 1008;
/** It went without a word. */
export const LOST = 1006;
