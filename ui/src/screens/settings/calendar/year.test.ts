import { describe, expect, it, test } from 'vitest';
import type { HolidayRow } from '$lib/platform/api.gen';
import { isDay, isWeekend, months, plus, step, weekday } from './year';

const holiday = (day: string, changes: Partial<HolidayRow> = {}): HolidayRow => ({ day, sort: 'libur_nasional', status: 'ditetapkan', confirmed: true, name: day, source: 'SKB', by_hand: false, removed: false, ...changes });

test('days are days of the calendar', () => expect(['2026-02-28', '2026-02-30', '2028-02-29', '26-1-1', ''].map(isDay)).toEqual([true, false, true, false, false]));
test('a Monday is the first day of the week', () => expect([weekday('2026-11-23'), weekday('2026-11-29'), isWeekend('2026-11-28'), isWeekend('2026-11-27')]).toEqual([1, 7, true, false]));
test('a year ends and the next begins', () => expect([plus('2026-12-31', 1), plus('2026-03-01', -1)]).toEqual(['2027-01-01', '2026-02-28']));

describe('a year', () => {
  const year = months(2026, [holiday('2026-12-24', { sort: 'cuti_bersama' }), holiday('2026-12-25'), holiday('2026-12-26', { removed: true })]);
  const cells = year.flatMap((month) => month.weeks.flat()).filter((cell) => cell !== null);

  it('has twelve months and every day once', () => expect([year.length, cells.length, new Set(cells.map((cell) => cell.day)).size]).toEqual([12, 365, 365]));
  it('begins each week on Monday', () => {
    for (const month of year) for (const week of month.weeks) {
      expect(week.length).toBe(7);
      for (const [at, cell] of week.entries()) if (cell) expect(weekday(cell.day)).toBe(at + 1);
    }
  });
  it('names its holidays, and what was made a working day by hand', () => {
    expect(year[11]?.named.map((row) => row.day)).toEqual(['2026-12-24', '2026-12-25', '2026-12-26']);
    expect(cells.filter((cell) => cell.holiday !== null).map((cell) => cell.day)).toEqual(['2026-12-24', '2026-12-25']);
  });
  it('has a leap day where there is one', () => expect(months(2028, [])[1]?.weeks.flat().filter((cell) => cell !== null).length).toBe(29));
});

describe('the arrow keys', () => {
  it('walk by days and weeks, over the ends of months', () => expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].map((key) => step('2026-03-01', key))).toEqual(['2026-02-28', '2026-03-02', '2026-02-22', '2026-03-08']));
  it('stay in the year', () => expect([step('2026-01-01', 'ArrowLeft'), step('2026-12-30', 'ArrowDown'), step('2026-01-31', 'PageUp'), step('2026-12-01', 'PageDown')]).toEqual(['2026-01-01', '2026-12-30', '2026-01-31', '2026-12-01']));
  it('go to the ends of the month and to other months', () => expect(['Home', 'End', 'PageUp', 'PageDown'].map((key) => step('2026-03-31', key))).toEqual(['2026-03-01', '2026-03-31', '2026-02-28', '2026-04-30']));
  it('leave other keys alone', () => expect(step('2026-03-31', 'Enter')).toBeNull());
});
