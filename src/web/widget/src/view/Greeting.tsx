// Before the first word: whether somebody is there, how long it takes, and what one can do.
import type { Availability } from "../doors.ts";
import { filled, type Language, minutes } from "../words/index.ts";
import { useWindow } from "./context.ts";

interface Props {
  availability: Availability | undefined;
  onLeave: () => void;
}

export function Greeting({ availability, onLeave }: Props) {
  const { chat, settings, language } = useWindow();
  const { words } = language;
  const isClosed = availability?.open === false;
  const isFull = availability?.open === true && !availability.available;
  return (
    <section class="greeting">
      <h2 dir="auto">{settings.greeting ?? words.greeting}</h2>
      <p>{words.greetingMore}</p>
      {availability && (
        <p class={`here ${isClosed || isFull ? "away" : "open"}`} role="status">
          {told(availability, language)}
        </p>
      )}
      <div class="row">
        {!isClosed && (
          <button type="button" class="strong" disabled={chat.state.standing !== "up"} onClick={() => void chat.start()}>
            {words.start}
          </button>
        )}
        <button type="button" class={isClosed ? "strong" : "quiet"} onClick={onLeave}>{words.leaveMessage}</button>
      </div>
    </section>
  );
}

function told({ open, available, hasWorkingAgents, opensAt, position, estimatedWait }: Availability, language: Language) {
  const { words } = language;
  if (!open) {
    const time = opensAt && soon(new Date(opensAt), language.tag);
    return time ? `${words.closedNow}. ${filled(words.opensAt, { time })}.` : words.closedNow;
  }
  if (!available) return words.lineFull;
  if (!hasWorkingAgents) return words.fewHere;
  if (estimatedWait !== null && estimatedWait >= 30_000) {
    return filled(words.waitAbout, { wait: minutes(words, estimatedWait) });
  }
  return position <= 1 ? `${words.openNow}. ${words.noWait}.` : words.openNow;
}

/** A time in the next days as people say it. */
function soon(at: Date, tag: string): string {
  const isToday = at.toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ weekday: "long", day: "numeric", month: "long" } as const);
  return new Intl.DateTimeFormat(tag, { ...day, hour: "2-digit", minute: "2-digit" }).format(at);
}
