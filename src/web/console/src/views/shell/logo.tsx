export function Logo({ small = false }: { small?: boolean }) {
  return (
    <span className={small ? "logo logo-small" : "logo"}>
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <rect x="2" y="2" width="20" height="20" rx="6" />
        <path d="M7 9h10M7 15h10M10 6v12M14 6v12" />
      </svg>
      <span>Switchboard</span>
    </span>
  );
}
