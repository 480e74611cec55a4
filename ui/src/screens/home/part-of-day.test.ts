// Proves the greeting at the turns of the day.
import { expect, test } from 'vitest';
import { partOfDay } from './part-of-day';

test.each([[3, 'evening'], [4, 'morning'], [10, 'morning'], [11, 'noon'], [14, 'noon'], [15, 'afternoon'], [17, 'afternoon'], [18, 'evening']])('at %i it is %s', (hour, part) => expect(partOfDay(hour)).toBe(part));
