// How dates, times and numbers are written for people: "Senin, 23 November 2026", "14.05 WITA", "1.234,5".
// Times are milliseconds since 1970 (UTC), shown in the office's zone whatever zone the PC is set to.
import type { Language } from './platform/api.gen';

const LOCALE: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
const ZONE_NAME: Record<string, string> = {
  'Asia/Jakarta': 'WIB', 'Asia/Pontianak': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT',
};

export interface Format {
  /** Senin, 23 November 2026 */
  date(ms: number): string;
  /** 23 November 2026 */
  day(ms: number): string;
  /** 14.05 */
  hour(ms: number): string;
  /** 14.05 WITA */
  time(ms: number): string;
  /** "14.05" today, "23 Nov 14.05" this year, "23 Nov 2025 14.05" before: for rows of a list. */
  short(ms: number, now: number): string;
  /** 1.234,5 with at most `digits` decimals (0 when not given). */
  number(value: number, digits?: number): string;
  /** Size of a file, 1 KB = 1024 bytes: "412 KB", "1,4 MB". */
  bytes(size: number): string;
  /** Whether two moments lie on one day of the office. */
  sameDay(a: number, b: number): boolean;
  /** Hour of the office's day, 0 to 23. */
  hourOfDay(ms: number): number;
  /** WITA */
  zone: string;
}

export function formatFor(language: Language, zone: string): Format {
  const locale = LOCALE[language];
  const make = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  const weekday = make({ weekday: 'long' });
  const day = make({ day: 'numeric', month: 'long', year: 'numeric' });
  const brief = make({ day: 'numeric', month: 'short' });
  const briefYear = make({ day: 'numeric', month: 'short', year: 'numeric' });
  const key = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const year = make({ year: 'numeric' });
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const name = ZONE_NAME[zone] ?? make({ timeZoneName: 'short' }).formatToParts(0).find((p) => p.type === 'timeZoneName')?.value ?? zone;
  const hour = (ms: number) => (language === 'id' ? clock.format(ms).replace(':', '.') : clock.format(ms));
  const number = (value: number, digits = 0) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  const sameDay = (a: number, b: number) => key.format(a) === key.format(b);
  return {
    // Put together here: whether English has the comma depends on the age of the web view.
    date: (ms) => `${weekday.format(ms)}, ${day.format(ms)}`,
    day: (ms) => day.format(ms),
    hour,
    time: (ms) => `${hour(ms)} ${name}`,
    short(ms, now) {
      if (sameDay(ms, now)) return hour(ms);
      const thisYear = year.format(ms) === year.format(now);
      return `${(thisYear ? brief : briefYear).format(ms)} ${hour(ms)}`;
    },
    number,
    bytes(size) {
      if (size < 1024) return `${number(size)} B`;
      if (size < 1024 * 1024) return `${number(Math.round(size / 1024))} KB`;
      return `${number(size / 1024 / 1024, 1)} MB`;
    },
    sameDay,
    hourOfDay: (ms) => Number(clock.format(ms).slice(0, 2)),
    zone: name,
  };
}
