// Where the console begins.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeDemoToken } from "./api/sign_in";
import { Console } from "./app/console";
import { ConsoleContext } from "./app/context";
import { setting } from "./app/memory";
import { currentLanguage, speak } from "./text/text";
import { App } from "./views/app";
import "./styles/index.css";

takeDemoToken();
addEventListener("hashchange", () => {
  if (takeDemoToken()) location.reload();
});
speak(currentLanguage());
const look = setting("look", "system");
if (look !== "system") document.documentElement.dataset["look"] = look;

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ConsoleContext.Provider value={new Console()}>
        <App />
      </ConsoleContext.Provider>
    </StrictMode>,
  );
}
