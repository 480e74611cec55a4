// A year as twelve months of days: what stands on each day, and where the arrow keys lead.
import type { HolidayRow } from '$lib/platform';

/** A day of the office has no zone: "2026-11-23" is the same day everywhere. */
const utc = (day: string): Date => new Date(`${day}T00:00:00Z`);
const two = (number: number): string => String(number).padStart(2, '0');

/** Monday is 1. */
export const weekday = (day: string): number => utc(day).getUTCDay() || 7;
export const isWeekend = (day: string): boolean => weekday(day) > 5;

/** The day `by` days later. */
export const plus = (day: string, by: number): string => new Date(utc(day).getTime() + by * 86_400_000).toISOString().slice(0, 10);

/** Whether it is a day of the calendar at all: "2026-02-30" is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = utc(text);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

export interface Cell {
  day: string;
  weekend: boolean;
  /** The holiday that stands there; of several the first. */
  holiday: HolidayRow | null;
}

export interface Month {
  /** From 1. */
  month: number;
  first: string;
  /** Monday to Sunday; `null` outside the month. */
  weeks: (Cell | null)[][];
  /** Days with a name, also those that were made working days by hand. */
  named: HolidayRow[];
}

/** The twelve months with what the calendar says of their days. */
export function months(year: number, days: readonly HolidayRow[]): Month[] {
  const standing = new Map<string, HolidayRow>();
  for (const row of days) if (!row.removed && !standing.has(row.day)) standing.set(row.day, row);
  return Array.from({ length: 12 }, (_, at) => {
    const first = `${String(year).padStart(4, '0')}-${two(at + 1)}-01`;
    const cells: (Cell | null)[] = Array.from({ length: weekday(first) - 1 }, () => null);
    for (let date = 0; date < daysIn(year, at + 1); date++) {
      const day = plus(first, date);
      cells.push({ day, weekend: isWeekend(day), holiday: standing.get(day) ?? null });
    }
    while (cells.length % 7 !== 0) cells.push(null);
    const weeks = Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
    return { month: at + 1, first, weeks, named: days.filter((row) => row.day.startsWith(first.slice(0, 8))) };
  });
}

/** Where a key leads from a day, inside its year; `null` where the key means nothing here. */
export function step(day: string, key: string): string | null {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const inMonth = (to: number) => (to < 1 || to > 12 ? day : `${day.slice(0, 4)}-${two(to)}-${two(Math.min(date, daysIn(year, to)))}`);
  const by: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const days = by[key];
  if (days !== undefined) {
    const to = plus(day, days);
    return to.startsWith(day.slice(0, 4)) ? to : day;
  }
  if (key === 'Home') return `${day.slice(0, 8)}01`;
  if (key === 'End') return `${day.slice(0, 8)}${two(daysIn(year, month))}`;
  if (key === 'PageUp') return inMonth(month - 1);
  if (key === 'PageDown') return inMonth(month + 1);
  return null;
}
