// Holds both languages to the same keys and the same placeholders, and every key to one file.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../messages/${path}.json`, import.meta.url), 'utf8')) as Record<string, string>;
const keys = (path: string) => Object.keys(read(path)).filter((key) => key !== '$schema');
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1]).sort();

const AREAS = ['frame', 'case', 'service', 'people', 'standard', 'help', 'settings', 'settle', 'notices', 'erasure', 'sync', 'usb'];

test.each(AREAS)('%s says the same in both languages', (area) => {
  expect(keys(`en/${area}`).sort()).toEqual(keys(`id/${area}`).sort());
  const [id, en] = [read(`id/${area}`), read(`en/${area}`)];
  for (const key of keys(`id/${area}`)) expect([key, ...holes(en[key] ?? '')]).toEqual([key, ...holes(id[key] ?? '')]);
});
test('no key stands in two files', () => {
  const all = AREAS.flatMap((area) => keys(`id/${area}`));
  expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
});
