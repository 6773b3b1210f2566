// After the end: how was it, the conversation to keep, and another one.
import { useState } from "preact/hooks";
import { useWindow } from "./context.ts";
import { Star } from "./icons.tsx";
import { Said } from "./Said.tsx";
import { save } from "./transcript.ts";

export function AfterTheEnd() {
  const { chat, language } = useWindow();
  const { words } = language;
  const { state } = chat;
  const reason = state.ended?.reason ?? "";
  // The house's own line often says the same as the heading.
  const saysMore = reason.replace(/\.$/, "") !== words.ended;
  return (
    <section class="after" aria-label={words.ended}>
      <h2>{words.ended}</h2>
      {reason && saysMore && <p><Said text={reason} /></p>}
      <Rating />
      <div class="row">
        <button type="button" class="quiet" onClick={() => save(state, language)}>{words.saveTranscript}</button>
        <button type="button" class="strong" onClick={() => chat.afresh()}>{words.newChat}</button>
      </div>
    </section>
  );
}

function Rating() {
  const { chat, language } = useWindow();
  const { words } = language;
  const [score, setScore] = useState(0);
  const [more, setMore] = useState("");
  const [stands, setStands] = useState<"open" | "sending" | "failed" | "done">(chat.keeping.get().rated ? "done" : "open");
  if (stands === "done") return <p role="status">{words.rateThanks}</p>;
  const send = async () => {
    setStands("sending");
    setStands((await chat.rate(score, more.trim())) ? "done" : "failed");
  };
  return (
    <form class="rating" onSubmit={(event) => (event.preventDefault(), void send())}>
      <fieldset>
        <legend>{words.rateQuestion}</legend>
        {words.scores.map((label, at) => (
          <label key={label} class={at < score ? "star lit" : "star"}>
            <input type="radio" name="score" value={at + 1} checked={score === at + 1} onChange={() => setScore(at + 1)} />
            <Star />
            <span class="unseen">{label}</span>
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <>
          <p class="chosen" aria-hidden="true">{words.scores[score - 1]}</p>
          <textarea
            rows={2}
            dir="auto"
            maxLength={2000}
            aria-label={words.rateMore}
            placeholder={words.rateMore}
            value={more}
            onInput={({ currentTarget }) => setMore(currentTarget.value)}
          />
          {stands === "failed" && <p role="alert" class="wrong">{words.failed}</p>}
          <button type="submit" class="strong" disabled={stands === "sending"}>{words.rateSend}</button>
        </>
      )}
    </form>
  );
}
