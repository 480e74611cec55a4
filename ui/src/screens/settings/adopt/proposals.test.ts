// Proves that a proposal is called by what an admin knows it by.
import { expect, test } from 'vitest';
import type { ProposalRow } from '$lib/platform';
import { proposalKind, proposalName } from './proposals';

const row: ProposalRow = { event: 'e', kind: 'limit', key: 'service_minutes', title: '25', text: '', retired: false, by: 'Sri', pc: 'QX', at: 1 };

test('a limit has its name and number, a topic its code and name, a text its field', () => {
  expect(proposalName(row)).toBe('Waktu layanan: 25');
  expect(proposalName({ ...row, kind: 'topic', key: 'PD-09', title: 'Retur' })).toBe('PD-09 · Retur');
  expect(proposalName({ ...row, kind: 'text', key: 'kepala', title: '' })).toBe('kepala');
  expect(proposalName({ ...row, kind: 'hours', key: 'id', title: 'Ramadan' })).toBe('Ramadan');
});
test('every kind has a word', () => {
  for (const kind of ['limit', 'text', 'section', 'topic', 'channel', 'complaint', 'holiday', 'hours'] as const) expect(proposalKind(kind).length).toBeGreaterThan(3);
});
