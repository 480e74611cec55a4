import { expect, test } from 'vitest';
import type { Catalogue } from '$lib/platform/api.gen';
import { FakeHost, later } from '../case/fake.test-host';
import { Lists, offered } from './lists.svelte';

const catalogue = (name: string): Catalogue => ({ topics: [], sections: [{ code: 'PD', name, retired: false }], types: [], channels: [], service_minutes: 20 });

test('what is retired is not offered, unless it stands there already', () => {
  const rows = [{ code: 'a', retired: false }, { code: 'b', retired: true }, { code: 'c', retired: true }];
  expect(offered(rows).map((row) => row.code)).toEqual(['a']);
  expect(offered(rows, null, 'c').map((row) => row.code)).toEqual(['a', 'c']);
  expect(offered(undefined)).toEqual([]);
});
test('the lists are read once, and again when they were changed', async () => {
  let name = 'Seksi Lama';
  const host = new FakeHost({ 'catalogue.get': () => catalogue(name) });
  Lists.of(host);
  const lists = Lists.of(host);
  await Promise.resolve();
  await Promise.resolve();
  expect([lists.section('PD')?.name, host.asked.length]).toEqual(['Seksi Lama', 1]);
  name = 'Seksi Baru';
  await lists.refresh();
  expect([lists.section('PD')?.name, host.asked.length]).toEqual(['Seksi Baru', 2]);
});
test('an older answer does not come in over a newer one', async () => {
  const slow = later<Catalogue>();
  let first = true;
  const host = new FakeHost({ 'catalogue.get': () => (first ? ((first = false), slow.promise) : catalogue('neu')) });
  const lists = Lists.of(host);
  await lists.refresh();
  slow.answer(catalogue('alt'));
  await slow.promise;
  await Promise.resolve();
  expect(lists.section('PD')?.name).toBe('neu');
});
