// Who is signed in here, and by what: a cookie no script can read, or in a demo a token that lives in this tab alone.

const KEPT = "switchboard.token";

/** A token from the link that `serve --demo` prints: taken on this machine only, and out of the address at once. */
export function takeDemoToken(): boolean {
  const found = /[#&]token=([A-Za-z0-9_-]{20,})/.exec(location.hash);
  if (!found?.[1]) return false;
  history.replaceState(null, "", location.pathname + location.search);
  if (!["127.0.0.1", "localhost", "[::1]"].includes(location.hostname)) return false;
  sessionStorage.setItem(KEPT, found[1]);
  return true;
}

export function token(): string | null {
  return sessionStorage.getItem(KEPT);
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEPT, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEPT);
}
