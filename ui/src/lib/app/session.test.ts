// Proves what happens around lock and sign-in: what is saved first, what waits, what is kept to be read.
import { beforeEach, expect, test } from 'vitest';
import type { Platform, SessionState } from '$lib/platform';
import { Changes } from './changes';
import { Flush } from './flush';
import { Session } from './session.svelte';

const open: SessionState = {
  phase: 'open', office: { code: '046', name: 'KPPN Contoh', zone: 'Asia/Jakarta' }, tiles: [], me: { user: 'u1', name: 'Petugas Contoh', roles: ['officer'], may: ['draft.new'] },
  preferences: { language: 'id', theme: 'dark', density: 'compact' }, notices: [], sample: false, version: '0', zone: 'Asia/Jakarta',
};
const root = { lang: '', dataset: {} as Record<string, string> };
Object.assign(globalThis, { document: { documentElement: root } });

let calls: string[];
let answers: Partial<Record<string, SessionState>>;
let changes: Changes;
let flush: Flush;
let session: Session;

beforeEach(() => {
  calls = [];
  answers = {};
  changes = new Changes();
  flush = new Flush();
  const call = (name: string) => {
    calls.push(name);
    return Promise.resolve(answers[name] ?? open);
  };
  session = new Session({ call } as unknown as Platform, changes, flush);
});

test('the document wears language, theme and density', () => {
  session.apply(open);
  expect([root.lang, root.dataset]).toEqual(['id', { theme: 'dark', density: 'compact' }]);
});
test('times are written in the zone of the office', () => {
  session.apply(open);
  expect(session.format.zone).toBe('WIB');
});
test('what was typed is saved before the screen locks', async () => {
  session.apply(open);
  flush.add(() => Promise.resolve(void calls.push('saved')));
  answers['session.lock'] = { ...open, phase: 'locked', me: null };
  await session.lock();
  expect(calls).toEqual(['saved', 'session.lock']);
  expect([session.phase, session.me, session.lastUser]).toEqual(['locked', null, 'u1']);
});
test('nothing is read again while the screen is locked, and at unlocking what changed is', () => {
  let told = 0;
  changes.on(['cases'], () => told++);
  session.apply({ ...open, phase: 'locked', me: null });
  changes.tell(['cases']);
  expect(told).toBe(0);
  session.apply(open);
  expect(told).toBe(1);
});
test('a notice said once stays until somebody has read it', () => {
  const notice = { code: 'failed', message: 'Salinan berkas kunci rusak.' };
  session.apply({ ...open, notices: [notice] });
  session.apply(open);
  expect(session.notices).toEqual([notice]);
  session.dismiss(notice);
  expect(session.notices).toEqual([]);
});
test('only listed commands are offered', () => {
  session.apply(open);
  expect([session.may('draft.new'), session.may('users.add')]).toEqual([true, false]);
});
