// Proves the written forms the design asks for, in the office's zone and in both languages.
import { describe, expect, test } from 'vitest';
import { formatFor } from './format';

const at = Date.UTC(2026, 10, 23, 6, 5); // 14.05 in Samarinda
const id = formatFor('id', 'Asia/Makassar');
const en = formatFor('en', 'Asia/Makassar');

describe('format', () => {
  test('a date is written with its weekday', () => expect(id.date(at)).toBe('Senin, 23 November 2026'));
  test('a time is written with a dot and the zone', () => expect(id.time(at)).toBe('14.05 WITA'));
  test('midnight is 00.00, not 24.00', () => expect(id.hour(Date.UTC(2026, 10, 22, 16))).toBe('00.00'));
  test('another zone has its own name', () => expect(formatFor('id', 'Asia/Jakarta').time(at)).toBe('13.05 WIB'));
  test('numbers have a thousands dot and a decimal comma', () => expect(id.number(1234.5, 1)).toBe('1.234,5'));
  test('English writes both its own way', () => expect([en.date(at), en.time(at), en.number(1234.5, 1)]).toEqual(['Monday, 23 November 2026', '14:05 WITA', '1,234.5']));
  test('a list shows the hour today, the day before, the year long before', () => {
    expect(id.short(at, at)).toBe('14.05');
    expect(id.short(at - 86_400_000, at)).toBe('22 Nov 14.05');
    expect(id.short(Date.UTC(2025, 10, 23, 6, 5), at)).toBe('23 Nov 2025 14.05');
  });
  test('the day turns at midnight of the office, not of the PC', () => {
    expect(id.sameDay(Date.UTC(2026, 10, 22, 15, 59), Date.UTC(2026, 10, 22, 16, 0))).toBe(false);
  });
  test('sizes of files are rounded for people', () => {
    expect([id.bytes(0), id.bytes(1023), id.bytes(1024), id.bytes(421_888), id.bytes(1_468_006)]).toEqual(['0 B', '1.023 B', '1 KB', '412 KB', '1,4 MB']);
  });
});
