// What the fields of the side-by-side page are called, what each is made of, and the third version one begins with.

import type { SettleField, SettleItem, SettleVersion, TextState } from '$lib/platform/api.gen';
import type { Format } from '$lib/format';
import { m } from '$lib/paraglide/messages';

const FIELDS: Record<SettleField, () => string> = {
  party: m.settle_party, question: m.settle_question, topic: m.settle_topic, answer: m.settle_answer, contact: m.settle_contact, received: m.settle_received,
  name: m.settle_name, phone: m.settle_phone, email: m.settle_email,
};
const PARTS: Record<string, () => string> = {
  text: m.settle_part_text, stakeholder_type: m.settle_part_stakeholder_type, organisation: m.settle_part_organisation, person: m.settle_part_person,
  role: m.settle_part_role, role_words: m.settle_part_role_words, topic: m.settle_part_topic, section: m.settle_part_section, declined: m.settle_part_declined,
  name: m.settle_name, phone: m.settle_phone, email: m.settle_email, at: m.settle_part_at, reason: m.settle_part_reason,
};

export function fieldName(field: string): string {
  return field in FIELDS ? FIELDS[field as SettleField]() : field;
}

export function partName(part: string): string {
  return (PARTS[part] ?? m.settle_part_text)();
}

/** Fields whose words can be longer than a line. */
export function isLong(field: SettleField): boolean {
  return field === 'question' || field === 'answer';
}

/** A field by whose it is and which: one case can have several stakeholders' fields. */
export function keyOf(item: SettleItem): string {
  return `${item.of}/${item.field}`;
}

export function valueOf(version: SettleVersion | undefined, part: string): string {
  return version?.parts.find((each) => each.name === part)?.value ?? '';
}

/** A piece of a version as people read it; empty where nothing stands. */
export function textOf(version: SettleVersion | undefined, part: string, format: Format): string {
  const found = version?.parts.find((each) => each.name === part);
  if (found === undefined) return '';
  if (part === 'declined') return found.value === 'true' ? m.settle_yes() : m.settle_no();
  if (part === 'at') return found.value === '' ? '' : `${format.date(Number(found.value))} ${format.time(Number(found.value))}`;
  return found.text;
}

/** Names of the pieces a field is made of, as the first version that can be read has them. */
export function partsOf(item: SettleItem): string[] {
  return item.versions.find((version) => version.parts.length > 0)?.parts.map((part) => part.name) ?? [];
}

/** The version a version is compared with: its neighbour on the other side. */
export function beside(item: SettleItem, at: number): SettleVersion | undefined {
  return item.versions[at === 0 ? 1 : 0];
}

export function readable(state: TextState): boolean {
  return state === 'known';
}

/** The pieces of a version, to begin a third with. */
export function valuesOf(version: SettleVersion | undefined): Record<string, string> {
  return Object.fromEntries((version?.parts ?? []).map((part) => [part.name, part.value]));
}

/** Both texts, one below the other; one that holds the other is enough. */
export function joined(left: string, right: string): string {
  const [a, b] = [left.trim(), right.trim()];
  if (a.includes(b)) return a;
  return b.includes(a) ? b : `${a}\n\n${b}`;
}

/** What the versions have in a piece, each once, to choose from. */
export function choices(item: SettleItem, part: string, none: string): { code: string; name: string }[] {
  const all = new Map<string, string>();
  for (const version of item.versions) {
    const found = version.parts.find((each) => each.name === part);
    if (found !== undefined) all.set(found.value, found.text || none);
  }
  return [...all].map(([code, name]) => ({ code, name }));
}
