import { describe, expect, it } from 'vitest';
import type { CalendarPreview, CalendarView, HolidayRow } from '$lib/platform/api.gen';
import { FakeHost, later } from '../../case/fake.test-host';
import { Intake, YearCalendar } from './calendar.svelte';

const hours = { opens: 450, closes: 960, rest: 60 };
const week = { monday_to_thursday: hours, friday: hours };
const holiday = (day: string, changes: Partial<HolidayRow> = {}): HolidayRow => ({ day, sort: 'libur_nasional', status: 'ditetapkan', confirmed: true, name: day, source: '', by_hand: false, removed: false, ...changes });
const view = (year: number, days: HolidayRow[] = []): CalendarView => ({ year, known: true, working_days: 240, days, hours: [], usual: week, ramadan: week });
const preview = (days: string[], changes: Partial<CalendarPreview> = {}): CalendarPreview => ({
  good: days.map((day, at) => ({ line: at + 1, day, sort: 'libur_nasional', confirmed: true, name: day, effect: 'added', before: null })), bad: [], added: days.length, changed: 0, same: 0, ...changes,
});

describe('the calendar', () => {
  it('begins at today, in another year at its first day', async () => {
    const it = new YearCalendar(new FakeHost({ 'calendar.year': ({ year }) => view(year) }));
    await it.show(2026, '2026-11-23');
    expect([it.view?.year, it.current]).toEqual([2026, '2026-11-23']);
    await it.show(2027, '2026-11-23');
    expect(it.current).toBe('2027-01-01');
  });

  it('walks by keys and says which it knows', async () => {
    const it = new YearCalendar(new FakeHost({ 'calendar.year': ({ year }) => view(year) }));
    await it.show(2026, '2026-11-23');
    expect([it.press('ArrowDown'), it.press('x'), it.current]).toEqual([true, false, '2026-11-30']);
    it.current = '2026-05-05';
    await it.show(2026, '2026-11-23');
    expect(it.current).toBe('2026-05-05');
  });

  it('shows a change at once, and one of another year not in its place', async () => {
    const host = new FakeHost({ 'calendar.year': ({ year }) => view(year), 'calendar.set_day': ({ day }) => view(Number(day.slice(0, 4)), [holiday(day)]) });
    const it = new YearCalendar(host);
    await it.show(2026, '2026-11-23');
    await it.send('calendar.set_day', { day: '2026-12-24', sort: 'cuti_bersama', confirmed: true, name: 'Natal' });
    expect(it.view?.days.map((row) => row.day)).toEqual(['2026-12-24']);
    await it.send('calendar.set_day', { day: '2027-01-01', sort: 'libur_nasional', confirmed: true, name: 'Tahun Baru' });
    expect([it.view?.year, host.inputs('calendar.year').length]).toEqual([2026, 2]);
  });

  it('is not overtaken by the answer for a year that was left', async () => {
    const slow = later<CalendarView>();
    const it = new YearCalendar(new FakeHost({ 'calendar.year': ({ year }) => (year === 2025 ? slow.promise : view(year)) }));
    const first = it.show(2025, '2026-11-23');
    await it.show(2026, '2026-11-23');
    slow.answer(view(2025));
    await first;
    expect(it.view?.year).toBe(2026);
  });

  it('knows what stands on a day, the standing one before the removed', async () => {
    const days = [holiday('2026-12-26', { removed: true }), holiday('2026-12-25', { removed: true, name: 'a' }), holiday('2026-12-25', { name: 'b' })];
    const it = new YearCalendar(new FakeHost({ 'calendar.year': ({ year }) => view(year, days) }));
    await it.show(2026, '2026-11-23');
    expect([it.rowOf('2026-12-25')?.name, it.rowOf('2026-12-26')?.removed, it.rowOf('2026-12-27')]).toEqual(['b', true, null]);
  });
});

describe('lines that are taken in', () => {
  it('are looked at first, and changed nothing by that', async () => {
    const host = new FakeHost({ 'calendar.preview': () => preview(['2027-01-01'], { bad: [{ line: 2, text: 'entah', problem: 'Tanggal tidak terbaca.' }] }) });
    const it = new Intake(host);
    it.text = '2027-01-01;libur nasional;Tahun Baru\nentah';
    await it.check();
    expect([it.preview?.bad.length, it.useful, it.year]).toEqual([1, 1, 2027]);
    expect(host.asked.map((each) => each.name)).toEqual(['calendar.preview']);
  });

  it('are looked at anew after typing', async () => {
    const it = new Intake(new FakeHost({ 'calendar.preview': () => preview(['2027-01-01']) }));
    it.text = 'a';
    await it.check();
    it.text = 'b';
    expect([it.preview, it.useful]).toEqual([undefined, 0]);
  });

  it('come from a file with its name, or not at all when none was chosen', async () => {
    let name: string | null = 'libur-2027.csv';
    const it = new Intake(new FakeHost({ 'calendar.pick': () => ({ name, text: name === null ? '' : 'isi' }), 'calendar.preview': () => preview(['2027-01-01']) }));
    await it.pick();
    expect([it.text, it.file, it.useful]).toEqual(['isi', 'libur-2027.csv', 1]);
    name = null;
    await it.pick();
    expect([it.text, it.file, it.useful]).toEqual(['isi', 'libur-2027.csv', 1]);
  });

  it('are taken in as they were looked at', async () => {
    const host = new FakeHost({ 'calendar.preview': () => preview(['2027-01-01']), 'calendar.import': () => preview(['2027-01-01']) });
    const it = new Intake(host);
    it.text = 'isi';
    await it.check();
    expect((await it.apply())?.added).toBe(1);
    expect(host.inputs('calendar.import')).toEqual([{ text: 'isi' }]);
  });

  it('can be mended after a look, also when looking failed', async () => {
    const it = new Intake(new FakeHost({}));
    it.text = 'isi';
    await expect(it.check()).rejects.toMatchObject({ code: 'unexpected' });
    expect([it.busy, it.text]).toEqual([false, 'isi']);
  });
});
