// What stands beside a person of the office: whether they work here, and what is still on its way.
import { m } from '$lib/paraglide/messages';
import type { UserRow } from '$lib/platform';

export interface Mark {
  tone: 'neutral' | 'positive' | 'caution' | 'critical' | 'info';
  text: string;
}

/** The most important first. */
export function marks(row: UserRow): Mark[] {
  const all: Mark[] = [];
  if (row.read_as !== null) all.push({ tone: 'neutral', text: m.set_person_one() });
  else if (!row.active && !row.waiting && row.refused === null) all.push({ tone: 'neutral', text: m.set_person_inactive() });
  if (row.waiting) all.push({ tone: 'info', text: m.settings_users_waiting() });
  if (row.changing) all.push({ tone: 'info', text: m.set_person_changing() });
  if (row.refused !== null) all.push({ tone: 'critical', text: m.set_person_refused() });
  if (row.unplaced.length > 0) all.push({ tone: 'caution', text: m.set_person_unplaced() });
  return all;
}

/** Whom somebody who came with another PC can be: whoever works here. */
export const same = (rows: readonly UserRow[]): { code: string; name: string }[] =>
  rows.filter((row) => row.active && !row.waiting).map((row) => ({ code: row.user, name: row.name }));

/** Whether anything of this person can be changed now: someone the office does not know yet cannot. */
export const changeable = (row: UserRow): boolean => !row.waiting && !(row.refused !== null && !row.active);
