// Proves that addresses and screens map onto each other.
import { expect, test } from 'vitest';
import { href, match, routes } from './routes';

test('every route of the table is found again by its own address', () => {
  for (const route of routes) expect(match(href(route.name, { id: 'a b/c' }))?.name).toBe(route.name);
});
test('a parameter survives characters that mean something in an address', () => {
  expect(match(href('case', { id: 'a/b?c#d' }))?.params).toEqual({ id: 'a/b?c#d' });
});
test('a query is carried, empty values are not', () => {
  expect(href('cases', {}, { teks: 'retur sp2d', status: '' })).toBe('#/konsultasi?teks=retur+sp2d');
  expect(match('#/konsultasi?teks=retur+sp2d')?.query.get('teks')).toBe('retur sp2d');
});
test('an unknown or broken address is no screen', () => {
  expect([match('#/entah'), match(''), match('#/konsultasi/a/b'), match('#/konsultasi/%E0%A4%A')]).toEqual([null, null, null, null]);
});
