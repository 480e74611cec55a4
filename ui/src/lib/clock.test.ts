// Proves the reading of the service clock.
import { expect, test } from 'vitest';
import { counting, digits, elapsed, reached, tone } from './clock';

const MINUTE = 60_000;
const clock = { running_since: 1_000_000, paused_since: null, before_ms: 5 * MINUTE, limit_ms: 20 * MINUTE };

test('closed intervals and the open one add up', () => expect(elapsed(clock, 1_000_000 + 3 * MINUTE)).toBe(8 * MINUTE));
test('a paused clock stays where the pause began', () => {
  const paused = { ...clock, paused_since: 1_000_000 + 2 * MINUTE };
  expect([elapsed(paused, 9e12), counting(paused), counting(clock), counting(null)]).toEqual([7 * MINUTE, false, true, false]);
});
test('a stopped clock stays', () => expect(elapsed({ ...clock, running_since: null }, 9e12)).toBe(5 * MINUTE));
test('a clock started a moment ahead does not run backwards', () => expect(elapsed(clock, 0)).toBe(5 * MINUTE));
test('minutes go on past the hour', () => expect([digits(0), digits(494_999), digits(61 * MINUTE + 3_000)]).toEqual(['00:00', '08:14', '61:03']));
test('the limit itself still complies', () => {
  expect([tone(clock, 14 * MINUTE), tone(clock, 15 * MINUTE), tone(clock, 20 * MINUTE), tone(clock, 20 * MINUTE + 1)]).toEqual(['calm', 'near', 'near', 'over']);
});
test('a clock is read out at 15, 18 and 20 minutes only', () => {
  expect([reached(0, 1), reached(15 * MINUTE - 1, 15 * MINUTE), reached(15 * MINUTE, 16 * MINUTE), reached(17 * MINUTE, 20 * MINUTE)]).toEqual([null, 15, null, 20]);
});
