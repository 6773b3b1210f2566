// One number of a board, large enough to be read from afar.

export function Figure({ text, value, hint, isBad = false }: { text: string; value: string; hint?: string; isBad?: boolean }) {
  return (
    <li className={`figure ${isBad ? "figure-bad" : ""}`}>
      <span>{text}</span>
      <strong>{value}</strong>
      {hint && <small>{hint}</small>}
    </li>
  );
}
