// Text of strangers, in pieces that cannot deceive: marks that turn its direction are shown as what they are, and
// addresses of the web stand out as such.

/** Characters that change the direction of what follows, and what they are called. */
const MARKS: Record<string, string> = {
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

const MARK = /([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/;
// Plain characters only: whatever could make an address look like another one ends it.
const ADDRESS = /(https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%]*[\w\-~/#&=+$%])/;

/** A piece of a text. `mark` is the name of an invisible character that stood there. */
export type Piece = { text: string } | { mark: string } | { address: string };

/** A text in pieces, in order; together they are the whole text. */
export function pieces(text: string): Piece[] {
  return text
    .split(MARK)
    .flatMap((part): Piece[] => {
      const mark = MARKS[part];
      return mark ? [{ mark }] : part.split(ADDRESS).map((piece, at) => (at % 2 ? { address: piece } : { text: piece }));
    })
    .filter((piece) => !("text" in piece) || piece.text !== "");
}

/** A name without anything that turns directions: for attributes and titles, where it cannot be isolated. */
export function plainName(name: string): string {
  return name.split(MARK).filter((part) => !(part in MARKS)).join("").trim();
}
