import { describe, expect, test } from 'vitest';
import { daysLate, dutiesShown, dutyDoubts, dutyDue, dutyTone, dutyWords, owed, traceDay } from './duty';
import { formatFor } from './format';
import type { DutyKind, DutyState, DutyView } from './platform/api.gen';

const format = formatFor('id', 'Asia/Makassar');
const say = (kind: DutyKind, state: DutyState, left = 0) => dutyWords({ kind, state, working_days_left: left });

describe('a duty', () => {
  test.each([
    ['overdue', -1, 'Terlambat 1 hari kerja'],
    ['overdue', 0, 'Terlambat sejak hari ini'],
    ['due_today', 0, 'Jatuh tempo hari ini'],
    ['open', 2, '2 hari kerja lagi'],
    ['met', 0, 'Tepat waktu'],
    ['missed', 0, 'Lewat jatuh tempo'],
    ['not_owed', 0, 'Tidak berlaku'],
  ] as const)('of the solution that is %s by %i says "%s"', (state, left, words) => expect(say('solution', state, left)).toBe(words));
  test.each([
    ['overdue', -2, 'Progres terlambat 2 hari kerja'],
    ['overdue', 0, 'Progres terlambat hari ini'],
    ['due_today', 0, 'Progres belum hari ini'],
    ['open', 1, 'Progres 1 hari kerja lagi'],
  ] as const)('of progress that is %s by %i says "%s"', (state, left, words) => expect(say('progress', state, left)).toBe(words));

  test('counts no late days while it is not overdue', () => expect(daysLate({ kind: 'solution', state: 'open', working_days_left: -3 })).toBe(0));
  test('of the past stands apart from what is still owed', () => {
    const duty = (kind: DutyKind, state: DutyState, due_at: number): DutyView => ({ kind, state, due_at, due_day: '', provisional: false, unknown_year: null, working_days_left: 0, trace: [], former: [] });
    const { now, past } = dutiesShown([duty('solution', 'met', 1), duty('progress', 'met', 2), duty('progress', 'missed', 3), duty('progress', 'due_today', 4), duty('solution', 'not_owed', 5)]);
    expect([now.map((each) => each.due_at), past.map((each) => each.due_at)]).toEqual([[1, 4], [3, 2]]);
  });
  test('is loud only when overdue', () => expect((['overdue', 'due_today', 'open', 'met'] as const).map((state) => dutyTone({ state }))).toEqual(['critical', 'caution', 'info', 'positive']));
  test('that is met, missed or not owed asks nothing', () => expect((['open', 'due_today', 'overdue', 'met', 'missed', 'not_owed'] as const).filter((state) => owed({ state }))).toEqual(['open', 'due_today', 'overdue']));
  test('says until when, in the hour of the office', () =>
    expect(dutyDue({ kind: 'solution', due_at: Date.UTC(2026, 10, 26, 8) }, format)).toBe('Solusi paling lambat Kamis, 26 November 2026 pukul 16.00 WITA'));
  test('tells every doubt about its date', () => {
    expect(dutyDoubts({ provisional: false, unknown_year: null })).toEqual([]);
    const [provisional, year] = dutyDoubts({ provisional: true, unknown_year: 2028 });
    expect(provisional).toContain('Sementara');
    expect(year).toContain('2028');
  });
  test('explains itself day by day', () => {
    expect(traceDay({ day: '2026-12-24', text: '' }, format, 'Asia/Makassar')).toBe('Kamis, 24 Desember 2026');
    expect(traceDay({ day: 'Hari ke-1', text: '' }, format, 'Asia/Makassar')).toBe('Hari ke-1');
  });
});
