// Working hours as they are typed: times of day in words, and what is wrong with them.
import { m } from '$lib/paraglide/messages';
import type { DayHours, WeekHours } from '$lib/platform';
import { timeOf, timeText, wholeOf } from '../days';
import { isDay } from './year';

export interface TypedDay {
  opens: string;
  closes: string;
  rest: string;
}

export const typedDay = (hours: DayHours): TypedDay => ({ opens: timeText(hours.opens), closes: timeText(hours.closes), rest: String(hours.rest) });

/** Minutes; `null` where one of them is none, or the break does not fit in. */
export function dayHours(typed: TypedDay): DayHours | null {
  const [opens, closes, rest] = [timeOf(typed.opens), timeOf(typed.closes), wholeOf(typed.rest)];
  if (opens === null || closes === null || rest === null || opens + rest >= closes) return null;
  return { opens, closes, rest };
}

function dayErrors(id: string, typed: TypedDay): Record<string, string | false> {
  const [opens, closes, rest] = [timeOf(typed.opens), timeOf(typed.closes), wholeOf(typed.rest)];
  const order = opens !== null && closes !== null && closes <= opens;
  return {
    [`${id}-opens`]: opens === null && m.set_time_wrong(),
    [`${id}-closes`]: closes === null ? m.set_time_wrong() : order && m.set_closes_before(),
    [`${id}-rest`]: rest === null ? m.set_rest_wrong() : opens !== null && closes !== null && !order && opens + rest >= closes && m.set_rest_long(),
  };
}

export interface TypedHours {
  name: string;
  from: string;
  until: string;
  week: TypedDay;
  friday: TypedDay;
}

/** By field id. Usual hours (`ranged` false) have no first and last day. */
export function hoursErrors(typed: TypedHours, ranged: boolean): Record<string, string | false> {
  return {
    'hours-name': typed.name.trim() === '' && m.set_hours_name_missing(),
    'hours-from': ranged && !isDay(typed.from) && m.set_from_missing(),
    'hours-until': ranged && (!isDay(typed.until) ? m.set_until_missing() : isDay(typed.from) && typed.until < typed.from && m.set_until_before()),
    ...dayErrors('hours-week', typed.week),
    ...dayErrors('hours-friday', typed.friday),
  };
}

/** "07.30–16.00, istirahat 60 menit" */
export const hoursWords = (hours: DayHours): string => m.set_hours_words({ opens: timeText(hours.opens), closes: timeText(hours.closes), rest: hours.rest });

/** "Senin sampai Kamis 07.30–16.00, istirahat 60 menit. Jumat …" */
export const weekWords = (week: WeekHours): string => m.set_week_words({ week: hoursWords(week.monday_to_thursday), friday: hoursWords(week.friday) });
