// The window: header, what is true right now, the conversation or what stands in its place, and where one writes.
import { useEffect, useState } from "preact/hooks";
import type { Availability } from "../doors.ts";
import { Composer } from "./Composer.tsx";
import { useWindow } from "./context.ts";
import { Greeting } from "./Greeting.tsx";
import { Header } from "./Header.tsx";
import { LeaveMessage } from "./LeaveMessage.tsx";
import { Log } from "./Log.tsx";
import { Notices } from "./Notices.tsx";
import { AfterTheEnd } from "./Rating.tsx";

/** How often one asks again whether somebody is there. */
const ASK_EVERY = 30_000;

/** `shown` counts how often the window was opened; 0 while it is not. */
export function App({ shown, isShown }: { shown: number; isShown: boolean }) {
  const { chat, close } = useWindow();
  const [leaving, setLeaving] = useState(false);
  const { state } = chat;
  const isFresh = state.entries.length === 0 && state.session === undefined && !state.writing;
  const availability = useAvailability(isShown && isFresh);
  return (
    <main class="window" onKeyDown={(event) => event.key === "Escape" && close()}>
      <Header />
      <Notices onLeave={() => setLeaving(true)} />
      {leaving ? (
        <div class="middle"><LeaveMessage onDone={() => setLeaving(false)} /></div>
      ) : (
        <>
          {isFresh ? (
            <div class="middle"><Greeting availability={availability} onLeave={() => setLeaving(true)} /></div>
          ) : (
            <Log />
          )}
          {state.ended ? <AfterTheEnd /> : <Composer autofocus={shown} />}
        </>
      )}
    </main>
  );
}

function useAvailability(wanted: boolean): Availability | undefined {
  const { doors } = useWindow();
  const [availability, setAvailability] = useState<Availability>();
  useEffect(() => {
    if (!wanted) return undefined;
    const ask = () => void doors.availability().then(setAvailability);
    ask();
    const again = setInterval(ask, ASK_EVERY);
    return () => clearInterval(again);
  }, [wanted]);
  return availability;
}
