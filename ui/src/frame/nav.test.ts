import { expect, test } from 'vitest';
import type { Me } from '$lib/platform/api.gen';
import { nav, rowsFor } from './nav';

const me = (roles: string[], may: string[]): Me => ({ user: 'u', name: 'n', roles, may });
const all = ['follow_up.list', 'escalations.mine'];
const names = (...args: Parameters<typeof rowsFor>) => rowsFor(...args).map((row) => row.name);

test('an officer follows up, and has no inbox of questions', () => expect(names(me(['officer'], all), {})).toEqual(['home', 'cases', 'follow_ups', 'parties', 'standard', 'complaints', 'sync', 'settings']));
test('a section head has one, also while it is empty', () => expect(names(me(['section_head'], all), {})).toContain('escalations'));
test('an officer who stands in for a head sees the questions that wait', () => expect(names(me(['officer'], all), { escalations: 2 })).toContain('escalations'));
test('a screen whose command one may not give is not shown', () => expect(names(me(['section_head'], []), { escalations: 2 })).toEqual(['home', 'cases', 'parties', 'standard', 'complaints', 'sync', 'settings']));
test('each row has a key of its own', () => expect(new Set(nav.map((row) => row.key)).size).toBe(nav.length));
