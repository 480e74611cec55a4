// What of an editable list is shown, and in which order it stands.

/** Rows with every word typed somewhere in theirs; those no longer in use only where they are wanted. */
export function shown<Row extends { retired: boolean }>(rows: readonly Row[], words: (row: Row) => string, text: string, withRetired: boolean): Row[] {
  const wanted = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return rows.filter((row) => {
    if (row.retired && !withRetired) return false;
    const found = words(row).toLowerCase();
    return wanted.every((word) => found.includes(word));
  });
}

/** The row moved by that many places, at most to an end. */
export function moved<T>(rows: readonly T[], at: number, by: number): T[] {
  const row = rows[at];
  if (row === undefined) return [...rows];
  const rest = rows.filter((_, place) => place !== at);
  const to = Math.max(0, Math.min(rest.length, at + by));
  return [...rest.slice(0, to), row, ...rest.slice(to)];
}

/** Whether another row that is in use has this name already; a list with two alike confuses whoever chooses from it. */
export function taken<Row extends { retired: boolean; name: string }>(rows: readonly Row[], name: string, own: Row | null): boolean {
  const wanted = name.trim().toLowerCase();
  return rows.some((row) => row !== own && !row.retired && row.name.trim().toLowerCase() === wanted);
}
