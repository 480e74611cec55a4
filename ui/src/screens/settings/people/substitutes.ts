// Plh: who can be named, and what is wrong with a range of days.
import { m } from '$lib/paraglide/messages';
import type { SectionRow, UserRow } from '$lib/platform';

/** Everybody who works in the office and can be asked now, but for the head who is to be stood in for. */
export function candidates(users: readonly UserRow[], section: Pick<SectionRow, 'head'>): { code: string; name: string }[] {
  return users.filter((row) => row.active && !row.waiting && row.refused === null && row.user !== section.head).map((row) => ({ code: row.user, name: row.name }));
}

export interface Named {
  user: string;
  from: string;
  until: string;
}

/** By field id. Days are compared as they are written, "2026-11-23". */
export function rangeErrors(named: Named, today: string): Record<string, string | false> {
  return {
    'plh-user': named.user === '' && m.set_plh_user_missing(),
    'plh-from': named.from === '' && m.set_from_missing(),
    'plh-until': named.until === '' ? m.set_until_missing() : named.until < named.from ? m.set_until_before() : named.until < today && m.set_until_past(),
  };
}

/** Those of two ranges of one section that meet: both would be asked. */
export function meets(section: Pick<SectionRow, 'substitutes'>, named: Pick<Named, 'from' | 'until'>): string[] {
  if (named.from === '' || named.until === '') return [];
  return section.substitutes.filter((each) => each.from <= named.until && named.from <= each.until).map((each) => each.name);
}
