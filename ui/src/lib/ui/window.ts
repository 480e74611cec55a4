// Which rows of a long list stand in the page: those in view and some around them, never more than 200.

/** Rows kept above and below the view. */
export const AROUND = 20;
/** At most this many rows in the page (design/stack.md). */
export const MOST = 200;

export interface Span {
  /** First row, from 0. */
  from: number;
  /** Behind the last row. */
  to: number;
}

/** `top` and `height` in pixels of the view, `row` the height of one row in pixels. */
export function span(top: number, height: number, row: number, count: number): Span {
  if (row <= 0 || count === 0) return { from: 0, to: 0 };
  const first = Math.min(Math.floor(Math.max(0, top) / row), Math.max(0, count - 1));
  const seen = Math.min(Math.ceil(height / row) + 1, MOST - 2 * AROUND);
  return { from: Math.max(0, first - AROUND), to: Math.min(count, first + seen + AROUND) };
}

/** Where the view must stand so that the row lies in it, as near as possible to where it stands now. */
export function reveal(index: number, top: number, height: number, row: number): number {
  const above = index * row;
  if (above < top) return above;
  return above + row > top + height ? above + row - height : top;
}
