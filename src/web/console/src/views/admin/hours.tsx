// Opening hours: a zone, shifts by weekday, and days that are an exception. Without any hours a queue is always open.

import type { Shape } from "../../api/shapes";
import { useId } from "react";
import { currentLanguage, t } from "../../text/text";

type Shift = Shape<"Shift">;

type HoursValue = Shape<"Hours">;

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const USUAL: Shift = { from: "08:00", to: "17:00" };
/** Every zone the browser knows; the server has the last word. */
const ZONES = Intl.supportedValuesOf("timeZone");

export function Hours({ text, value, onPut }: { text: string; value: unknown; onPut: (value: HoursValue | null) => void }) {
  const zones = useId();
  const hours = value as HoursValue | null | undefined;
  const week = Object.fromEntries(DAYS.map((day, place) => [day, place < 5 ? [USUAL] : []]));
  const put = (change: Partial<HoursValue>) => hours && onPut({ ...hours, ...change });
  const begin = () => onPut({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone, week, exceptions: {} });
  return (
    <fieldset className="labels">
      <legend>{text}</legend>
      <label className="check">
        <input type="checkbox" checked={!hours} onChange={(event) => (event.target.checked ? onPut(null) : begin())} />
        {t("hours.always")}
      </label>
      {hours && (
        <>
          <label className="field">
            <span>{t("hours.zone")}</span>
            <input list={zones} value={hours.zone} required onChange={(event) => put({ zone: event.target.value })} />
            <datalist id={zones}>
              {ZONES.map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </label>
          {DAYS.map((day, place) => (
            <Day key={day} name={weekday(place)} shifts={hours.week?.[day] ?? []} onPut={(shifts) => put({ week: { ...hours.week, [day]: shifts } })} />
          ))}
          <Exceptions all={hours.exceptions ?? {}} onPut={(exceptions) => put({ exceptions })} />
        </>
      )}
    </fieldset>
  );
}

function Day({ name, shifts, onPut }: { name: string; shifts: Shift[]; onPut: (shifts: Shift[]) => void }) {
  const put = (place: number, change: Partial<Shift>) => onPut(shifts.map((shift, here) => (here === place ? { ...shift, ...change } : shift)));
  return (
    <div className="hours-day" role="group" aria-label={name}>
      <span className="hours-name">{name}</span>
      <div className="hours-shifts">
        {shifts.length === 0 && <span className="hint">{t("hours.closed")}</span>}
        {shifts.map((shift, place) => (
          <span key={place} className="hours-shift">
            <input aria-label={t("hours.from")} value={shift.from} required pattern="\d\d:\d\d" inputMode="numeric" onChange={(event) => put(place, { from: event.target.value })} />
            –
            <input aria-label={t("hours.to")} value={shift.to} required pattern="\d\d:\d\d" inputMode="numeric" onChange={(event) => put(place, { to: event.target.value })} />
            <button type="button" className="button-link" aria-label={`${t("labels.remove")}: ${name} ${shift.from}`} onClick={() => onPut(shifts.filter((_, here) => here !== place))}>
              {t("labels.remove")}
            </button>
          </span>
        ))}
        <button type="button" className="button-link" aria-label={`${t("hours.add")}: ${name}`} onClick={() => onPut([...shifts, USUAL])}>
          {t("hours.add")}
        </button>
      </div>
    </div>
  );
}

function Exceptions({ all, onPut }: { all: Record<string, Shift[]>; onPut: (all: Record<string, Shift[]>) => void }) {
  const dates = Object.keys(all).sort();
  const without = (date: string) => Object.fromEntries(Object.entries(all).filter(([one]) => one !== date));
  return (
    <>
      <p className="hint">{t("hours.exceptions")}</p>
      {dates.map((date) => (
        <div key={date} className="hours-exception">
          <Day name={day(date)} shifts={all[date] ?? []} onPut={(shifts) => onPut({ ...all, [date]: shifts })} />
          <button type="button" className="button button-small" aria-label={`${t("labels.remove")}: ${day(date)}`} onClick={() => onPut(without(date))}>
            {t("labels.remove")}
          </button>
        </div>
      ))}
      <label className="field hours-new">
        <span>{t("hours.add_exception")}</span>
        <input type="date" min="2000-01-01" max="2199-12-31" value="" onChange={(event) => event.target.value && onPut({ ...all, [event.target.value]: all[event.target.value] ?? [] })} />
      </label>
    </>
  );
}

/** The name of a weekday, counted from Monday. */
function weekday(place: number): string {
  return new Intl.DateTimeFormat(currentLanguage(), { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + place));
}

function day(date: string): string {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time)) return date;
  return new Intl.DateTimeFormat(currentLanguage(), { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(time);
}
