// Text of strangers, in pieces that cannot deceive: characters that turn its direction, or hide in it, are shown as what
// they are, and addresses of the web stand out as such. What is stored stays as it was written.

/** Characters that change the direction of what follows, and what they are called. */
const NAMES: Record<string, string> = {
  "\u061c": "ALM",
  "\u200e": "LRM",
  "\u200f": "RLM",
  "\u202a": "LRE",
  "\u202b": "RLE",
  "\u202c": "PDF",
  "\u202d": "LRO",
  "\u202e": "RLO",
  "\u2066": "LRI",
  "\u2067": "RLI",
  "\u2068": "FSI",
  "\u2069": "PDI",
};

// Those, and controls without a name; a tab and the ends of lines are what they look like.
const MARK = /([\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff])/;
/** Accents upon accents climb out of their line; no language needs more. */
const STACKED = /(\p{M}{8})\p{M}+/gu;
// Plain characters only: whatever could make an address look like another one ends it.
const ADDRESS = /(https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%]*[\w\-~/#&=+$%])/;

/** A piece of a text. `mark` is the name of an invisible character that stood there. */
export type Piece = { text: string } | { mark: string } | { address: string };

/** A text in pieces, in order; together they are the whole text, but for accents nobody can tell apart. */
export function pieces(text: string): Piece[] {
  return text
    .replace(STACKED, "$1")
    .split(MARK)
    .flatMap((part, at): Piece[] =>
      at % 2 ? [{ mark: called(part) }] : part.split(ADDRESS).map((piece, at) => (at % 2 ? { address: piece } : { text: piece })),
    )
    .filter((piece) => !("text" in piece) || piece.text !== "");
}

/** The same as one text, where there can be no pieces. */
export function tame(text: string): string {
  return text
    .replace(STACKED, "$1")
    .split(MARK)
    .map((part, at) => (at % 2 ? `⟨${called(part)}⟩` : part))
    .join("");
}

/** A name without anything that turns directions: for attributes and titles, where it cannot be isolated. */
export function plainName(name: string): string {
  return name.split(MARK).filter((_, at) => at % 2 === 0).join("").trim();
}

function called(mark: string): string {
  return NAMES[mark] ?? (mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
