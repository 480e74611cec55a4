// Proves that whoever decides it reads what joining does, and nothing that does not apply.
import { expect, test } from 'vitest';
import type { AdoptPlan } from '$lib/platform';
import { consequences } from './consequences';

const plan: AdoptPlan = {
  name: 'Sri Contoh', office: { code: '046', name: 'KPPN Contoh', zone: 'Asia/Makassar' }, roles: ['officer'], cases: 12,
  people: ['Agus', 'Budi'], settings: 3,
};

test('cases, people, stakeholders, settings and the recovery code are all named', () => {
  const lines = consequences(plan, String);
  expect(lines).toHaveLength(5);
  expect(lines[0]).toContain('12');
  expect(lines[1]).toContain('Agus, Budi');
});
test('a computer of one person with no settings of its own hears of neither', () => {
  expect(consequences({ ...plan, people: [], settings: 0 }, String)).toHaveLength(3);
});
