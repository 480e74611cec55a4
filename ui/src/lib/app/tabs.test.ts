// Proves the order in which Ctrl+Tab visits open cases.
import { expect, test } from 'vitest';
import { neighbour } from './tabs.svelte';

test('after the last open case comes the first', () => expect([neighbour(['a', 'b'], 'b', 1), neighbour(['a', 'b'], 'a', -1)]).toEqual(['a', 'b']));
test('from another screen the first or last is opened', () => expect([neighbour(['a', 'b'], undefined, 1), neighbour(['a', 'b'], 'x', -1)]).toEqual(['a', 'b']));
test('without open cases nothing happens', () => expect(neighbour([], undefined, 1)).toBeUndefined());
