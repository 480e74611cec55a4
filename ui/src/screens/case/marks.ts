// Where a field stands on the page and what is said beside it when it holds an action up.

import type { FieldName } from './draft.svelte';
import type { Stance } from './party.svelte';
import { m } from '$lib/paraglide/messages';
import { missing } from './said';

type Marks = Partial<Record<FieldName, string>>;

/** The order of the page; the focus goes to the first. */
const ORDER: readonly FieldName[] = [
  'channel', 'hai_reference', 'stakeholder_type', 'person', 'person_name', 'satker_code', 'organisation', 'organisation_name',
  'role', 'role_words', 'phone', 'email', 'question', 'topic', 'section', 'answer',
];
const OF_PARTY: ReadonlySet<FieldName> = new Set(ORDER.slice(2, 12));

/** The id of a field's control. */
export function fieldId(name: FieldName): string {
  if (name === 'person') return 'case-person_name';
  return name === 'organisation' ? 'case-organisation_name' : `case-${name}`;
}

/** The sentence beside a control that stands for these fields; nothing when none of them is marked. */
export function sentence(marks: Marks, ...names: readonly FieldName[]): string | undefined {
  for (const name of names) {
    const said = marks[name];
    if (said !== undefined) return said || missing(name);
  }
  return undefined;
}

/** What the summary lists, in the order of the page; while nobody is chosen the whole stakeholder is one field. */
export function summary(marks: Marks, stance: Stance): { id: string; text: string }[] {
  const seen = new Set<string>();
  const errors: { id: string; text: string }[] = [];
  for (const name of ORDER) {
    const said = marks[name];
    if (said === undefined) continue;
    const whole = stance === 'find' && OF_PARTY.has(name);
    const id = whole ? fieldId('person_name') : fieldId(name);
    if (seen.has(id)) continue;
    seen.add(id);
    errors.push({ id, text: whole ? m.case_missing_party() : said || missing(name) });
  }
  return errors;
}
