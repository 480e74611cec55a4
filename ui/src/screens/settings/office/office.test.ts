import { describe, expect, it } from 'vitest';
import type { CaseCounts, SettingsView, UserRow } from '$lib/platform/api.gen';
import { FakeHost, later } from '../../case/fake.test-host';
import { OfficeSettings } from './office.svelte';

const view = (today: string): SettingsView => ({ today, texts: [], limits: [], sections: [], topics: [], channels: [], complaints: [], heads: [] });
const counts = { all: 10, resolved: 3, cancelled: 2, duplicate: 1 } as CaseCounts;
const user = (name: string, changes: Partial<UserRow>): UserRow => ({ user: name, name, roles: ['officer'], here: true, me: false, waiting: false, refused: null, active: true, brought: false, read_as: null, sections: [], unplaced: [], changing: false, ...changes });
const around = { 'case.counts': () => counts, 'users.list': () => ({ rows: [user('Budi', { roles: ['admin'] }), user('Sari', {}), user('Tono', { roles: ['admin'], active: false })] }) };

describe('the settings of the office', () => {
  it('know who may change them and how many cases a change touches', async () => {
    const it = new OfficeSettings(new FakeHost({ 'settings.view': () => view('2026-11-23'), ...around }));
    await it.load();
    expect([it.view?.today, it.admins, it.open]).toEqual(['2026-11-23', ['Budi'], 4]);
  });

  it('take over the answer to a change, and not an older one that comes after it', async () => {
    const slow = later<SettingsView>();
    const it = new OfficeSettings(new FakeHost({ 'settings.view': () => slow.promise, 'settings.order': () => view('new'), ...around }));
    const loading = it.load();
    await it.send('settings.order', { list: 'topics', rows: [] });
    slow.answer(view('old'));
    await loading;
    expect(it.view?.today).toBe('new');
  });

  it('are read although nobody can be counted', async () => {
    const it = new OfficeSettings(new FakeHost({ 'settings.view': () => view('x') }));
    await it.load();
    expect([it.view?.today, it.open, it.error]).toEqual(['x', undefined, undefined]);
  });

  it('say what kept them from being read', async () => {
    const it = new OfficeSettings(new FakeHost({ ...around }));
    await it.load();
    expect(it.error?.code).toBe('unexpected');
  });
});
