// The reply to the customer. It is held back once where its writer has not seen everything; the draft survives a reload.

import { useEffect, useRef, useState, type ClipboardEvent, type DragEvent, type KeyboardEvent } from "react";
import { Problem } from "../../api/api";
import { useConsole, useStore } from "../../app/context";
import { knownName, lineOf, unseen } from "../../store/select";
import { t, word } from "../../text/text";
import { Icon } from "../parts/icon";
import { CannedList, useCanned } from "./canned";
import { useTyping } from "./typing";

const KINDS = ["image/jpeg", "image/png", "image/gif", "image/webp"];
const LARGEST = 5 * 1024 * 1024;

/** What is filled in where it is known. */
const PLACE = /\{(customer|agent|queue)\}/;

interface Upload {
  name: string;
  imageId?: string;
  problem?: string;
}

export function Composer({ session }: { session: string }) {
  const console = useConsole();
  const text = useStore((state) => state.drafts[session] ?? "");
  const news = useStore((state) => unseen(state.open.get(session), state.seen[session] ?? 0, state.me?.agent));
  const isLive = useStore((state) => state.link.is === "live");
  const last = useStore((state) => state.open.get(session)?.seq ?? 0);
  const [heldAt, setHeldAt] = useState<number | null>(null);
  /** A place of a canned response that nobody knows what to put in. */
  const [unfilled, setUnfilled] = useState<string | null>(null);
  const [upload, setUpload] = useState<Upload | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const typing = useTyping(session);
  const values = useStore(
    (state) => {
      const row = lineOf(state, session);
      return { customer: knownName(state, { session, customer: row?.customer ?? "" }), agent: state.me?.name ?? "", queue: row?.queue ? (state.names.queues[row.queue] ?? row.queue) : "" };
    },
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  const write = (next: string) => {
    setUnfilled(null);
    console.store.tell([{ do: "draft", session, text: next }]);
    typing(next !== "");
  };
  const canned = useCanned(text, field, values, write);
  const isHeld = heldAt !== null && (news > 0 || !isLive);

  useEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.blockSize = "auto";
    box.style.blockSize = `${Math.min(220, box.scrollHeight)}px`;
  }, [text]);

  const send = () => {
    const said = text.trim();
    if (!said && !upload?.imageId) return;
    if (upload && !upload.imageId) return;
    const place = PLACE.exec(text);
    if (place) {
      setUnfilled(place[0]);
      return field.current?.setSelectionRange(place.index, place.index + place[0].length);
    }
    // What came since the first press is news again.
    if ((news > 0 || !isLive) && heldAt !== last) return setHeldAt(last);
    console.ask({ type: "say", session, text: said, ...(upload?.imageId ? { imageId: upload.imageId } : {}) });
    console.store.tell([{ do: "draft", session, text: "" }, ...(news > 0 ? [{ do: "seen" as const, session, seq: last }] : [])]);
    typing(false);
    setHeldAt(null);
    setUpload(null);
    field.current?.focus();
  };
  const attach = (given: File | null | undefined) => {
    if (!given) return;
    if (!KINDS.includes(given.type)) return setUpload({ name: given.name, problem: t("picture.kinds") });
    if (given.size > LARGEST) return setUpload({ name: given.name, problem: t("picture.too_large") });
    setUpload({ name: given.name });
    console.api.ask<{ image_id: string }>("POST", `/sessions/${session}/images`, { file: given }).then(
      ({ image_id }) => setUpload({ name: given.name, imageId: image_id }),
      (why: unknown) => setUpload({ name: given.name, problem: why instanceof Problem ? word("problem", why.code) : t("problem.failed") }),
    );
  };
  const key = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || canned.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      if (isHeld) setHeldAt(null);
      else field.current?.blur();
    }
  };
  const paste = (event: ClipboardEvent) => {
    const given = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    if (!given) return;
    event.preventDefault();
    attach(given);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    attach(event.dataTransfer.files[0]);
  };

  return (
    <div className={`composer ${isHeld ? "composer-held" : ""}`} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      {isHeld && (
        <p className="composer-hold" role="alert">
          {isLive ? t("composer.held", { count: news }) : t("composer.held_offline")}
        </p>
      )}
      {unfilled && (
        <p className="composer-hold" role="alert">
          {t("composer.unfilled", { place: unfilled })}
        </p>
      )}
      {upload && (
        <p className={`composer-upload ${upload.problem ? "problem" : ""}`} role="status">
          <Icon name="image" /> <bdi>{upload.name}</bdi> {upload.problem ?? (upload.imageId ? t("picture.ready") : t("picture.uploading"))}
          <button type="button" className="button-quiet" aria-label={t("picture.remove")} onClick={() => setUpload(null)}>
            <Icon name="close" />
          </button>
        </p>
      )}
      <CannedList canned={canned} />
      <div className="composer-row">
        <label className="composer-label" htmlFor="reply">
          {t("composer.to_customer")}
        </label>
        <textarea
          id="reply"
          ref={field}
          rows={1}
          value={text}
          dir="auto"
          maxLength={4_000}
          placeholder={t("composer.placeholder")}
          onChange={(event) => write(event.target.value)}
          onKeyDown={key}
          onPaste={paste}
          onBlur={() => typing(false)}
          aria-controls={canned.isOpen ? "canned" : undefined}
          aria-activedescendant={canned.isOpen ? `canned-${canned.active}` : undefined}
        />
        <input ref={file} type="file" accept={KINDS.join(",")} hidden onChange={(event) => attach(event.target.files?.[0])} />
        <button type="button" className="button-quiet" aria-label={t("picture.attach")} onClick={() => file.current?.click()}>
          <Icon name="image" />
        </button>
        <button type="button" className="button button-main composer-send" onClick={send} disabled={(!text.trim() && !upload?.imageId) || (upload !== null && !upload.imageId)}>
          <Icon name="send" /> <span>{isHeld ? t("composer.send_anyway") : t("composer.send")}</span>
        </button>
      </div>
    </div>
  );
}
