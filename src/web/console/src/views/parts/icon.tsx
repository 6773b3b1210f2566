// The console's signs: strokes in the colour of the text, with no meaning of their own to a screen reader.

const PATHS = {
  desk: "M4 5h16v10H9l-5 4z",
  board: "M4 20V10M10 20V4M16 20v-7M22 20H2",
  phone: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A16 16 0 0 1 4 5a1 1 0 0 1 1-1",
  admin: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5",
  send: "M4 12 20 4l-5 16-4-7z",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5",
  done: "M4 12.5 9.5 18 20 6",
  transfer: "M4 8h14l-4-4M20 16H6l4 4",
  back: "M9 7 4 12l5 5M4 12h11a5 5 0 0 1 5 5",
  bot: "M6 9h12v9H6zM12 9V5M9 13h.01M15 13h.01M3 13v2M21 13v2",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c0-4 4-6 8-6s8 2 8 6",
  people: "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M2 20c0-3.5 3-5.5 7-5.5s7 2 7 5.5M16 5.5a3.5 3.5 0 0 1 0 6.5M18 15c2.5.6 4 2.3 4 5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  warn: "M12 4 2 20h20zM12 10v4M12 17h.01",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3 2",
  key: "M14 10a4 4 0 1 0-2 3.4L14 15h2v2h2v2h3v-3l-6-6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
