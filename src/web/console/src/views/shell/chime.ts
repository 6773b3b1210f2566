// Two soft tones, made here: no file, no other place to fetch from.

import { setting } from "../../app/memory";

const TONES = { offer: [660, 880], word: [520] } as const;
let audio: AudioContext | null = null;

export function chime(what: keyof typeof TONES): void {
  if (setting("sound", "on") !== "on" || !("AudioContext" in window)) return;
  // A page nobody has touched yet may make no sound.
  if (!navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  const { currentTime } = audio;
  TONES[what].forEach((tone, place) => {
    if (!audio) return;
    const start = currentTime + place * 0.16;
    const source = audio.createOscillator();
    const volume = audio.createGain();
    source.frequency.value = tone;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    source.connect(volume).connect(audio.destination);
    source.start(start);
    source.stop(start + 0.32);
  });
}
