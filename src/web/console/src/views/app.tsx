// The whole page: signing in, or the console.

import { useEffect, useState } from "react";
import { useConsole, useStore } from "../app/context";
import { t } from "../text/text";
import { Shell } from "./shell/shell";
import { SetPassword } from "./sign_in/set_password";
import { SignIn } from "./sign_in/sign_in";

export function App() {
  const console = useConsole();
  const [isIn, setIn] = useState<boolean | null>(null);
  const refused = useStore((state) => (state.link.is === "refused" ? state.link.code : null));
  const [link, setLink] = useState(invitation);

  useEffect(() => {
    void console.begin().then(setIn);
  }, [console]);
  useEffect(() => {
    // A link that is opened where the console is open already.
    const look = () => setLink(invitation());
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  useEffect(() => {
    if (refused) setIn(false);
  }, [refused]);

  if (link) {
    const close = () => {
      history.replaceState(null, "", location.pathname);
      setLink(null);
    };
    return <SetPassword token={link} onDone={close} />;
  }
  if (isIn === null) {
    return (
      <main className="splash" aria-busy="true">
        <p role="status">{t("app.opening")}</p>
      </main>
    );
  }
  return isIn ? <Shell onSignedOut={() => setIn(false)} /> : <SignIn refused={refused} onDone={() => setIn(true)} />;
}

function invitation(): string | null {
  return /[#&]invitation=(sbl_[A-Za-z0-9_-]+)/.exec(location.hash)?.[1] ?? null;
}
