// Days and times of day as the settings write them: "2026-11-23" and minutes after midnight on one side, words on the other.
import type { Session } from '$lib/app/session.svelte';
import { dayMoment } from '$lib/moment';

type Here = Pick<Session, 'state' | 'format'>;
const moment = (here: Here, day: string): number | null => dayMoment(day, here.state?.zone || 'Asia/Makassar');

/** "Senin, 23 November 2026" */
export function dayName(here: Here, day: string): string {
  const at = moment(here, day);
  return at === null ? day : here.format.date(at);
}

/** "23 November 2026" */
export function dayDate(here: Here, day: string): string {
  const at = moment(here, day);
  return at === null ? day : here.format.day(at);
}

/** "07.30" */
export function timeText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}.${String(minutes % 60).padStart(2, '0')}`;
}

/** Reads "7.30", "07:30", "0730" or "8" as minutes after midnight; `null` where it is no time of day. */
export function timeOf(text: string): number | null {
  const parts = /^(\d{1,2})(?:[.:](\d{2}))?$/.exec(text.trim()) ?? /^(\d{2})(\d{2})$/.exec(text.trim());
  if (!parts) return null;
  const [hours, minutes] = [Number(parts[1]), Number(parts[2] ?? 0)];
  return minutes < 60 && hours * 60 + minutes <= 1440 ? hours * 60 + minutes : null;
}

/** Reads a whole number typed in a field; `null` where it is none. */
export function wholeOf(text: string): number | null {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : null;
}

/** Lines of a field, without empty ones. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
}
