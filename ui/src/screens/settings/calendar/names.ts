// Names of months, weekdays and sorts of holidays in the language of the page.
import { m } from '$lib/paraglide/messages';
import type { HolidaySort, Language } from '$lib/platform';

const LOCALE: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
const named = (language: Language, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(LOCALE[language], { timeZone: 'UTC', ...options });

/** `month` from 1. */
export const monthName = (month: number, language: Language): string => named(language, { month: 'long' }).format(Date.UTC(2026, month - 1, 1));

/** Monday to Sunday. */
export function weekdayNames(language: Language): { short: string; long: string }[] {
  const [short, long] = [named(language, { weekday: 'short' }), named(language, { weekday: 'long' })];
  // 5 January 2026 is a Monday.
  return Array.from({ length: 7 }, (_, at) => Date.UTC(2026, 0, 5 + at)).map((day) => ({ short: short.format(day), long: long.format(day) }));
}

export const sortName = (sort: HolidaySort): string => (sort === 'cuti_bersama' ? m.set_sort_leave() : m.set_sort_national());
