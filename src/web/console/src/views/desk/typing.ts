// Tells the customer that somebody writes: once when it begins, and once when it ends or nothing was pressed for a while.

import { useCallback, useEffect, useRef } from "react";
import { useConsole } from "../../app/context";

const IDLE = 5_000;

export function useTyping(session: string): (on: boolean) => void {
  const { feed } = useConsole();
  const isOn = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useCallback(
    (on: boolean) => {
      clearTimeout(timer.current);
      if (on) timer.current = setTimeout(() => tell(false), IDLE);
      if (on === isOn.current) return;
      isOn.current = on;
      feed.fleeting({ type: "typing", session, on });
    },
    [feed, session],
  );
  useEffect(() => () => tell(false), [tell]);
  return tell;
}
