// What is true of the line right now: the connection, and one's place among those who wait.
import { filled, minutes } from "../words/index.ts";
import { useWindow } from "./context.ts";

export function Notices({ onLeave }: { onLeave: () => void }) {
  const { chat, language } = useWindow();
  const { words } = language;
  const { standing, place, left, closed, ended } = chat.state;
  return (
    <>
      {standing !== "up" && (
        <p class="notice trouble" role="status">{standing === "shut" ? words.refusedHere : words[standing]}</p>
      )}
      {place && !left && !ended && (
        <p class="notice" role="status">
          <strong>{place.number === 1 ? words.nextInLine : filled(words.place, { place: place.number })}</strong>{" "}
          {place.wait === undefined
            ? words.unknownWait
            : filled(words.placeWait, { wait: minutes(words, place.wait) })}
        </p>
      )}
      {closed && !ended && (
        <p class="notice" role="status">
          {words.closedMeanwhile}{" "}
          <button type="button" class="link" onClick={onLeave}>{words.leaveMessage}</button>
        </p>
      )}
    </>
  );
}
