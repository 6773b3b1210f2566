// Before anything is open: what to do first. An agent becomes ready; whoever runs an empty center is led through setting it up.

import { useConsole, useStore } from "../../app/context";
import { administers } from "../../store/select";
import { capacity } from "../../store/load";
import { t } from "../../text/text";
import type { AdminPage } from "../admin/pages";
import { Icon } from "../parts/icon";
import { askToNotify } from "../shell/alerts";

export function Nothing() {
  const isToBeSetUp = useStore((state) => administers(state) && state.names.isRead && Object.keys(state.names.platforms).length === 0);
  return isToBeSetUp ? <SetUp /> : <Ready />;
}

function Ready() {
  const console = useConsole();
  const isReady = useStore((state) => state.me?.ready ?? false);
  const hasSlots = useStore((state) => capacity(state).length > 0);
  const count = useStore((state) => state.rows.size);
  return (
    <div className="nothing">
      <h1>{t("nothing.title")}</h1>
      <p>{!hasSlots ? t("nothing.no_slots") : isReady ? t("nothing.ready") : t("nothing.away")}</p>
      {hasSlots && !isReady && (
        <button
          type="button"
          className="button button-main nothing-do"
          onClick={() => {
            askToNotify();
            console.ask({ type: "ready" });
          }}
        >
          {t("intent.become_ready")}
        </button>
      )}
      {count > 0 && <p className="hint">{t("nothing.pick")}</p>}
      <p className="hint nothing-keys">
        <kbd>Ctrl K</kbd> {t("keys.commands")} <kbd>?</kbd> {t("keys.title")}
      </p>
    </div>
  );
}

/** In the order in which one needs the other. */
const STEPS = ["queues", "agents", "platforms", "people"] as const satisfies readonly AdminPage[];

function SetUp() {
  const { go } = useConsole();
  const names = useStore((state) => state.names);
  const isDone = (step: (typeof STEPS)[number]) => step !== "people" && Object.keys(names[step]).length > 0;
  const next = STEPS.find((step) => !isDone(step));
  return (
    <div className="nothing set-up">
      <h1>{t("set_up.title")}</h1>
      <p>{t("set_up.text")}</p>
      <ol>
        {STEPS.map((step) => (
          <li key={step} className={isDone(step) ? "set-up-done" : undefined}>
            <div>
              <h2>
                {isDone(step) && <Icon name="done" />} {t(`admin.${step}`)}
              </h2>
              <p>{t(`admin_hint.${step}`)}</p>
            </div>
            <button type="button" className={`button ${step === next ? "button-main" : ""}`} onClick={() => go({ at: "admin", page: step })}>
              {t("set_up.go", { what: t(`admin.${step}`) })}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
