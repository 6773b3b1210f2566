// How views reach the state and the console.

import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { State } from "../store/state";
import type { Console } from "./console";

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
  const console = useContext(ConsoleContext);
  if (!console) throw new Error("a view outside the console");
  return console;
}

/** A part of the state; the view is drawn again when that part is another one. */
export function useStore<T>(select: (state: State) => T, same: (a: T, b: T) => boolean = Object.is): T {
  const { store } = useConsole();
  const last = useRef<{ state: State; value: T } | null>(null);
  return useSyncExternalStore(store.subscribe, () => {
    const state = store.get();
    if (last.current?.state === state) return last.current.value;
    const value = select(state);
    const kept = last.current && same(last.current.value, value) ? last.current.value : value;
    last.current = { state, value: kept };
    return kept;
  });
}

/** For selections that make a new list each time: the same as long as its items are. */
export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, place) => Object.is(item, b[place]));
}

/** The time, so often. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
