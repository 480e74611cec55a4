// What is checked of a third version before it is sent, and how its moment is read.

import type { SettleField } from '$lib/platform/api.gen';
import { fromMomentInput } from '$lib/moment';
import { m } from '$lib/paraglide/messages';

/** The id of a piece's control. */
export function thirdId(part: string): string {
  return `settle-${part}`;
}

/** By id of a control, what to do about it. */
export function thirdErrors(field: SettleField, values: Readonly<Record<string, string>>, now: number): Record<string, string> {
  const of = (part: string) => (values[part] ?? '').trim();
  if (field === 'name' && of('text') === '') return { [thirdId('text')]: m.settle_name_missing() };
  if (field === 'received' && !(Number(of('at')) > 0 && Number(of('at')) <= now)) return { [thirdId('at')]: m.settle_at_missing() };
  if (field === 'contact' && of('declined') !== 'true' && ['name', 'phone', 'email'].every((part) => of(part) === '')) return { [thirdId('name')]: m.settle_contact_missing() };
  return {};
}

/** Milliseconds, as text, of what a field for moments holds; empty where it holds none. */
export function momentValue(typed: string, zone: string): string {
  return String(fromMomentInput(typed, zone) ?? '');
}
