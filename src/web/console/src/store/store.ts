// The one place that holds the state. Frames that come in a burst are reduced together, before the next paint.

import type { Action } from "./action";
import { reduceAll } from "./reduce";
import { EMPTY, type State } from "./state";

export class Store {
  private state: State;
  private readonly listeners = new Set<() => void>();
  private waiting = false;

  constructor(from: State = EMPTY) {
    this.state = from;
  }

  readonly get = (): State => this.state;

  readonly tell = (actions: readonly Action[]): void => {
    const next = reduceAll(this.state, actions);
    if (next === this.state) return;
    this.state = next;
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      for (const listener of [...this.listeners]) listener();
    });
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
