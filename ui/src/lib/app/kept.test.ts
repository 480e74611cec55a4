import { expect, test } from 'vitest';
import type { App } from './context';
import { perWindow } from './kept';

test('a window keeps its own, made once', () => {
  const [one, other] = [{} as App, {} as App];
  let made = 0;
  const of = perWindow(() => ({ nth: (made += 1) }));
  expect(of(one)).toBe(of(one));
  expect([of(one).nth, of(other).nth, made]).toEqual([1, 2, 2]);
});
