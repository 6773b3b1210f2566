// The conversation as a file of plain text, for the customer to keep.
import type { State } from "../chat/state.ts";
import { filled, type Language } from "../words/index.ts";

export function transcript({ entries }: State, { tag, words }: Language): string {
  const time = new Intl.DateTimeFormat(tag, { dateStyle: "short", timeStyle: "short" });
  const first = entries.find(({ at }) => at)?.at;
  const lines = entries.map(({ from, name, text, at, image, imageId }) => {
    const who = from === "me" ? words.you : from === "house" ? "" : (name ?? words.bot);
    const said = image || imageId ? `${text} [${words.picture}]` : text;
    const when = at ? time.format(new Date(at)) : "";
    return who ? `${when}  ${who}: ${said}` : `${when}  – ${said}`;
  });
  return [first ? filled(words.transcriptOf, { date: time.format(new Date(first)) }) : "", "", ...lines, ""].join("\n");
}

export function save(state: State, language: Language): void {
  const address = URL.createObjectURL(new Blob([transcript(state, language)], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `chat-${new Date().toISOString().slice(0, 10)}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
