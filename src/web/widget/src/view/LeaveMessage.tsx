// A message for later, with how to reach its writer: it becomes work, whether somebody is there or not.
import { useRef, useState } from "preact/hooks";
import { useWindow } from "./context.ts";

export function LeaveMessage({ onDone }: { onDone: () => void }) {
  const { chat, doors, language } = useWindow();
  const { words } = language;
  const id = useRef(crypto.randomUUID());
  const [stands, setStands] = useState<"open" | "sending" | "left">("open");
  const [wrong, setWrong] = useState<string>();
  const [text, setText] = useState(chat.keeping.get().draft ?? "");

  const send = async (form: HTMLFormElement) => {
    const given = (name: string) => String(new FormData(form).get(name) ?? "").trim();
    const [name, email, phone] = [given("name"), given("email"), given("tel")];
    if (!text.trim()) return setWrong(words.messageIsNeeded);
    if (!email && !phone) return setWrong(words.oneIsNeeded);
    setWrong(undefined);
    setStands("sending");
    const contact = { ...(name && { name }), ...(email && { email }), ...(phone && { phone }) };
    const before = chat.keeping.get();
    const left = await doors.leave({ id: id.current, text: text.trim(), contact });
    if ("code" in left) {
      setStands("open");
      return setWrong(words.codes[left.code] ?? words.failed);
    }
    chat.keeping.set({ draft: "" });
    chat.left(left, before);
    setStands("left");
  };

  if (stands === "left") {
    return (
      <section class="greeting">
        <p role="status" class="here open">{words.messageLeft}</p>
        <div class="row"><button type="button" class="strong" onClick={onDone}>{words.backToChat}</button></div>
      </section>
    );
  }
  return (
    <form class="message" noValidate onSubmit={(event) => (event.preventDefault(), void send(event.currentTarget))}>
      <h2>{words.leaveMessage}</h2>
      <label>
        {words.yourMessage}
        <textarea rows={4} dir="auto" required value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
      </label>
      <label>
        {words.yourName}
        <input name="name" autocomplete="name" dir="auto" maxLength={100} />
      </label>
      <label>
        {words.email}
        <input name="email" type="email" autocomplete="email" maxLength={254} />
      </label>
      <label>
        {words.phone}
        <input name="tel" type="tel" autocomplete="tel" maxLength={32} />
      </label>
      {wrong && <p class="wrong" role="alert">{wrong}</p>}
      <div class="row">
        <button type="button" class="quiet" onClick={onDone}>{words.backToChat}</button>
        <button type="submit" class="strong" disabled={stands === "sending"}>{words.leaveMessage}</button>
      </div>
    </form>
  );
}
