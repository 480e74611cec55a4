import { describe, expect, it } from 'vitest';
import { MOST, reveal, span } from './window';

describe('the window', () => {
  it('never holds more than 200 rows', () => {
    for (const top of [0, 999, 50_000, 4_700_000]) {
      const { from, to } = span(top, 20_000, 47, 100_000);
      expect(to - from).toBeLessThanOrEqual(MOST);
    }
  });

  it('covers the view at both ends of the list', () => {
    expect(span(0, 600, 50, 1000).from).toBe(0);
    expect(span(49_400, 600, 50, 1000).to).toBe(1000);
    expect(span(0, 600, 50, 3)).toEqual({ from: 0, to: 3 });
    expect(span(0, 600, 50, 0)).toEqual({ from: 0, to: 0 });
  });

  it('brings a row into view with the smallest step', () => {
    expect(reveal(0, 500, 600, 50)).toBe(0);
    expect(reveal(11, 0, 600, 50)).toBe(0);
    expect(reveal(12, 0, 600, 50)).toBe(50);
  });
});
