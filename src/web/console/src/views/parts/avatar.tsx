// A disc with a letter; one of a few tints by the name, so that two customers are told apart at a glance.

const TINTS = 8;

export function Avatar({ name, kind = "customer" }: { name: string; kind?: "customer" | "staff" | "bot" }) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  const first = [...name].find((letter) => /[\p{L}\p{N}]/u.test(letter)) ?? "·";
  return (
    <span className={`avatar avatar-${kind} tint-${sum % TINTS}`} aria-hidden="true">
      {first.toLocaleUpperCase()}
    </span>
  );
}
