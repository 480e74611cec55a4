import { expect, test } from 'vitest';
import { neighbour } from './neighbour';

test('after the last channel comes the first, and before the first the last', () => {
  expect([neighbour(['a', 'b'], 'b', 1), neighbour(['a', 'b'], 'a', -1), neighbour(['a', 'b'], 'a', 1)]).toEqual(['a', 'b', 'b']);
});
test('a channel that has gone meanwhile stays as it is', () => expect(neighbour(['a'], 'x', 1)).toBe('x'));
