// What every part of the window may need, handed down once.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat } from "../chat/chat.ts";
import type { Doors } from "../doors.ts";
import type { Settings } from "../settings.ts";
import type { Language } from "../words/index.ts";

export interface Window {
  chat: Chat;
  doors: Doors;
  settings: Settings;
  language: Language;
  /** Makes the window small again. */
  close: () => void;
}

export const Around = createContext<Window | undefined>(undefined);

export function useWindow(): Window {
  const window = useContext(Around);
  if (!window) throw new Error("outside of the window");
  return window;
}

export const useWords = () => useWindow().language.words;
