import { expect, test } from 'vitest';
import { formatFor } from '$lib/format';
import { dayDate, dayName, linesOf, timeOf, timeText, wholeOf } from './days';

const here = { state: { zone: 'Asia/Jayapura' }, format: formatFor('id', 'Asia/Jayapura') } as never;

test('a day is written out, whatever the zone', () => expect([dayName(here, '2026-11-23'), dayDate(here, '2027-01-01')]).toEqual(['Senin, 23 November 2026', '1 Januari 2027']));
test('what is no day stays as it was typed', () => expect(dayDate(here, 'besok')).toBe('besok'));
test('a time of day is read as hands write it', () => expect(['7.30', '07:30', '0730', '8', ' 16.00 ', '24.00'].map(timeOf)).toEqual([450, 450, 450, 480, 960, 1440]));
test('what is no time of day is none', () => expect(['', '7.5', '25.00', '7.60', '24.01', 'pagi'].map(timeOf)).toEqual([null, null, null, null, null, null]));
test('a time of day is written with two figures', () => expect([450, 0, 1440].map(timeText)).toEqual(['07.30', '00.00', '24.00']));
test('only whole numbers are numbers', () => expect(['20', ' 3 ', '2,5', '-1', ''].map(wholeOf)).toEqual([20, 3, null, null, null]));
test('empty lines are no lines', () => expect(linesOf(' SPM \r\n\n ralat ')).toEqual(['SPM', 'ralat']));
