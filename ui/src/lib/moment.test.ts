import { describe, expect, test } from 'vitest';
import { dayInput, dayMoment, fromMomentInput, momentInput } from './moment';

const WITA = 'Asia/Makassar';
const at = Date.UTC(2026, 10, 23, 6, 5);

describe('a moment in a field', () => {
  test('is written in the hour of the office', () => expect(momentInput(at, WITA)).toBe('2026-11-23T14:05'));
  test('is written in another office in its own hour', () => expect(momentInput(at, 'Asia/Jayapura')).toBe('2026-11-23T15:05'));
  test.each([WITA, 'Asia/Jakarta', 'Asia/Jayapura'])('comes back as it went in %s', (zone) => expect(fromMomentInput(momentInput(at, zone), zone)).toBe(at));
  test('keeps the day when the office is already on the next one', () => expect(dayInput(Date.UTC(2026, 10, 23, 17), WITA)).toBe('2026-11-24'));
  test.each(['', '2026-11-23', 'kemarin', '2026-13-40T10:00'])('is none in "%s"', (text) => expect(fromMomentInput(text, WITA)).toBeNull());
});
test('a day of the office is that day in its zone', () => {
  const noon = dayMoment('2026-12-24', WITA);
  expect(noon === null ? null : dayInput(noon, WITA)).toBe('2026-12-24');
});
