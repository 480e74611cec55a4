// Proves that the program hears of a person often enough, and no more.
import { expect, test } from 'vitest';
import { sparingly, TELL_EVERY_MS } from './presence';

test('the first touch is told at once, the next ones after a while', () => {
  let at = 1_000;
  let told = 0;
  const touch = sparingly(() => told++, () => at);
  touch();
  at += TELL_EVERY_MS - 1;
  touch();
  expect(told).toBe(1);
  at += 1;
  touch();
  expect(told).toBe(2);
});
test('a clock set back does not silence it', () => {
  let at = 1_000_000;
  let told = 0;
  const touch = sparingly(() => told++, () => at);
  touch();
  at = 0;
  touch();
  expect(told).toBe(2);
});
