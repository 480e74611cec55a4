import { expect, test } from 'vitest';
import type { Me } from '$lib/platform/api.gen';
import { routes } from '$lib/routes';
import { pageOf, pagesFor, settingsPages } from './pages';

const reads = ['settings.view', 'sections.list', 'calendar.year', 'users.list', 'erasure.list'];
const me = (roles: string[], may: string[] = reads): Me => ({ user: 'u', name: 'n', roles, may });
const names = (who: Me | null) => pagesFor(who).map((page) => page.name);

test('every address under Pengaturan has a page, and every page an address', () => {
  expect(settingsPages.map((page) => page.name).sort()).toEqual(routes.map((route) => route.name).filter((name) => name.startsWith('settings')).sort());
});
test('the admin finds every page', () => expect(names(me(['officer', 'admin'])).length).toBe(settingsPages.length));
test('a section head finds Plh, an officer does not', () => {
  expect(names(me(['section_head']))).toContain('settings_substitutes');
  expect(names(me(['officer']))).not.toContain('settings_substitutes');
});
test('an officer reads what the office has set', () => expect(names(me(['officer']))).toContain('settings_calendar'));
test('a page that cannot be read is neither led to nor shown', () => {
  expect(names(me(['admin'], []))).toEqual(['settings', 'settings_users', 'settings_server', 'settings_pc', 'settings_recovery']);
  expect(pageOf('settings_topics', me(['admin'], [])).name).toBe('settings');
});
test('an address leads to its page, also where nobody is led there', () => expect(pageOf('settings_substitutes', me(['officer'])).name).toBe('settings_substitutes'));
