// A text of a stranger: text nodes only, in its own direction, with the marks in it shown as what they are.
import { pieces } from "@switchboard/shared/text/marks.ts";

export function Said({ text }: { text: string }) {
  return (
    <bdi class="said" dir="auto">
      {pieces(text).map((piece) =>
        "text" in piece ? (
          piece.text
        ) : "mark" in piece ? (
          <span class="mark">{piece.mark}</span>
        ) : (
          <a href={piece.address} target="_blank" rel="noopener noreferrer nofollow">
            {piece.address}
          </a>
        ),
      )}
    </bdi>
  );
}
