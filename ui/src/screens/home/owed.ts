// The groups of Beranda's list of duties: overdue, today with its hour, and each day to come under its name.

import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';
import type { FollowUpRow } from '$lib/platform/api.gen';

export interface Group {
  name: string;
  rows: FollowUpRow[];
}

export function groupsOf(overdue: readonly FollowUpRow[], today: readonly FollowUpRow[], next: readonly FollowUpRow[], format: Format): Group[] {
  const groups: Group[] = [];
  if (overdue.length > 0) groups.push({ name: m.owed_overdue(), rows: [...overdue] });
  if (today.length > 0) groups.push({ name: m.owed_today({ time: format.hour(Math.max(...today.map((row) => row.duty.due_at))) }), rows: [...today] });
  for (const row of next) {
    const name = format.date(row.duty.due_at);
    const group = groups.find((each) => each.name === name);
    if (group) group.rows.push(row);
    else groups.push({ name, rows: [row] });
  }
  return groups;
}
