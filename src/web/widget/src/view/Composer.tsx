// Where one writes: Enter sends, Shift+Enter begins a line; pictures are pasted, dropped or picked.
import { useEffect, useRef, useState } from "preact/hooks";
import { useWindow } from "./context.ts";
import { Cross, Picture as PictureIcon, Send } from "./icons.tsx";

export const KINDS = ["image/jpeg", "image/png", "image/gif", "image/webp"];
const MOST = 5 * 1024 * 1024;
/** Longer is refused by the server. */
const LONGEST = 16_384;

interface Attached {
  file: File;
  /** As a data address, to be shown with the message. */
  image: string;
  address: string;
}

export function Composer({ autofocus }: { autofocus: number }) {
  const { chat, doors, language } = useWindow();
  const { words } = language;
  const [text, setText] = useState(chat.keeping.get().draft ?? "");
  const [attached, setAttached] = useState<Attached>();
  const [wrong, setWrong] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  useEffect(() => field.current?.focus(), [autofocus]);
  useEffect(() => {
    if (!field.current?.scrollHeight) return;
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight, 140)}px`;
  }, [text]);

  const wrote = (now: string) => {
    setText(now);
    chat.keeping.set({ draft: now });
    chat.preview.wrote(now);
  };
  const refuse = (code: string) => setWrong(words.codes[code] ?? words.codes["other"]);
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (!KINDS.includes(file.type)) return refuse("image_type_not_taken");
    if (file.size > MOST) return refuse("image_too_large");
    setWrong(undefined);
    setAttached({ file, image: await dataAddress(file), address: URL.createObjectURL(file) });
  };
  const drop = () => {
    if (attached) URL.revokeObjectURL(attached.address);
    setAttached(undefined);
    field.current?.focus();
  };
  const send = async () => {
    const said = text.trim();
    if (busy || (!said && !attached)) return;
    if (new Blob([said]).size > LONGEST) return refuse("text_too_long");
    setWrong(undefined);
    if (attached) {
      setBusy(true);
      // Its text waits until it is there: a picture without its words would be neither.
      const kept = await doors.upload(attached.file).catch(() => ({ code: "other" }));
      setBusy(false);
      if ("code" in kept) return refuse(kept.code);
      chat.write(said || words.picture, { imageId: kept.imageId, image: attached.image });
      drop();
    } else {
      chat.write(said);
    }
    setText("");
    chat.keeping.set({ draft: "" });
    field.current?.focus();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => (event.preventDefault(), void send())}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => (event.preventDefault(), void take(event.dataTransfer?.files[0]))}
    >
      {wrong && <p class="wrong" role="alert">{wrong}</p>}
      {attached && (
        <div class="attached">
          <img src={attached.address} alt={attached.file.name} />
          <button type="button" class="plain icon" aria-label={words.removePicture} onClick={drop}>
            <Cross />
          </button>
        </div>
      )}
      <div class="field">
        <button type="button" class="plain icon" aria-label={words.attach} onClick={() => picker.current?.click()}>
          <PictureIcon />
        </button>
        <input
          ref={picker}
          type="file"
          hidden
          tabIndex={-1}
          aria-hidden="true"
          accept={KINDS.join()}
          onChange={({ currentTarget }) => {
            void take(currentTarget.files?.[0]);
            currentTarget.value = "";
          }}
        />
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          placeholder={words.write}
          aria-label={words.write}
          onInput={({ currentTarget }) => wrote(currentTarget.value)}
          onPaste={(event) => {
            const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
            if (file) (event.preventDefault(), void take(file));
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) (event.preventDefault(), void send());
          }}
        />
        <button type="submit" class="send" aria-label={words.send} disabled={busy || (!text.trim() && !attached)}>
          <Send />
        </button>
      </div>
    </form>
  );
}

function dataAddress(file: File): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(file);
  });
}
