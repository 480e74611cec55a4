// Proves the way through the first run.
import { expect, test } from 'vitest';
import { Wizard } from './wizard.svelte';

test('an office of its own ends with the recovery code', () => {
  const wizard = new Wizard();
  wizard.how = 'alone';
  const seen = [wizard.step];
  for (let at = 0; at < 3; at++) {
    wizard.next();
    seen.push(wizard.step);
  }
  expect(seen).toEqual(['welcome', 'office', 'you', 'seed']);
});
test('joining asks for server and code first, then the password', () => {
  const wizard = new Wizard();
  wizard.next();
  wizard.invited = { name: 'Sari Contoh', office: { code: '046', name: 'KPPN Contoh', zone: 'Asia/Makassar' }, roles: ['officer'] };
  wizard.next();
  expect([wizard.step, wizard.number, wizard.steps.length]).toEqual(['you', 3, 3]);
  wizard.back();
  // Another code may be typed, or an office of one's own begun: nothing of the invitation may stay behind.
  expect([wizard.step, wizard.invited]).toEqual(['server', undefined]);
});
test('without a network the file and its code come before the password', () => {
  const wizard = new Wizard();
  wizard.how = 'file';
  wizard.next();
  expect(wizard.step).toBe('file');
  wizard.invited = { name: 'Sari Contoh', office: { code: '046', name: 'KPPN Contoh', zone: 'Asia/Makassar' }, roles: ['officer'] };
  wizard.next();
  expect(wizard.step).toBe('you');
  wizard.back();
  expect([wizard.step, wizard.invited]).toEqual(['file', undefined]);
});
test('before the first page there is nothing', () => {
  const wizard = new Wizard();
  wizard.back();
  expect(wizard.step).toBe('welcome');
});
