// Asking the API from a page: what came, or why not; and doing something, with its problem.

import { useCallback, useEffect, useState } from "react";
import type { Api } from "../../api/api";
import { Problem } from "../../api/api";
import { useConsole } from "../../app/context";
import { t, word } from "../../text/text";

export function explain(why: unknown): string {
  if (!(why instanceof Problem)) return t("problem.failed");
  const fields = why.errors.map(({ field, detail }) => `${field}: ${detail}`);
  return [word("problem", why.code), ...fields].join(" ");
}

export function useLoad<T>(ask: (api: Api) => Promise<T>, key: string): { found: T | null; problem: string | null; again: () => Promise<void> } {
  const { api } = useConsole();
  const [found, setFound] = useState<T | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const again = useCallback(async () => {
    try {
      setFound(await ask(api));
      setProblem(null);
    } catch (why) {
      setProblem(explain(why));
    }
    // `ask` is made anew with each drawing; the key says what it asks for.
  }, [api, key]);
  useEffect(() => {
    void again();
  }, [again]);
  return { found, problem, again };
}

/** Something that is done once at a time; what went wrong, and that it went well. */
export interface Deed {
  run: (deed: () => Promise<unknown>) => Promise<boolean>;
  problem: string | null;
  isDone: boolean;
  isBusy: boolean;
  /** Something else is being written: that it was done is no longer news. */
  anew: () => void;
}

export function useDeed(): Deed {
  const [problem, setProblem] = useState<string | null>(null);
  const [isDone, setDone] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const run = async (deed: () => Promise<unknown>) => {
    setBusy(true);
    setDone(false);
    setProblem(null);
    try {
      await deed();
      setDone(true);
      return true;
    } catch (why) {
      setProblem(explain(why));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { run, problem, isDone, isBusy, anew: () => setDone(false) };
}
