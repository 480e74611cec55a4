import { describe, expect, it } from 'vitest';
import { viewOf } from '../fake.test-host';
import { menuItems } from './menu';
import { allowed, finishOf, followUpOf, needsContact, nextSteps, stageLine, whyNot } from './steps';

const step = (code: string, why: string | null = null) => ({ code, allowed: why === null, why });
const anyone = () => true;

describe('what may come next', () => {
  const view = viewOf({ status: 'received', steps: [step('pause'), step('promise', 'Isi kontak person.'), step('escalate'), step('hand_over'), step('something_newer')] });

  it('stands in the order officers work, with what cannot be done yet apart', () => {
    const { can, cannot } = nextSteps(view);
    expect(can.map((each) => each.code)).toEqual(['escalate', 'pause', 'hand_over']);
    expect(cannot).toEqual([{ code: 'promise', name: 'Jadwalkan Tindak Lanjut', why: 'Isi kontak person.' }]);
  });
  it('says why, and says something where the program gave no reason', () => {
    expect(whyNot(view, 'promise')).toBe('Isi kontak person.');
    expect(whyNot({ steps: [{ code: 'chase', allowed: false, why: null }] }, 'chase')).toBe('Belum dapat dilakukan sekarang.');
    expect(whyNot(view, 'escalate')).toBeUndefined();
  });
  it('calls the end of an answered HAI CSO case what it is', () => {
    expect(nextSteps(viewOf({ status: 'waiting_confirmation', steps: [step('resolve')] })).can.map((each) => each.name)).toEqual(['Dikonfirmasi']);
  });
  it('tries a step the program says nothing of', () => expect([allowed(view, 'forward'), allowed(null, 'forward')]).toEqual([true, true]));
});

describe('where it stands', () => {
  it.each([['7b', 'Langkah 7b: janji solusi dan progres berkala'], ['13a', 'Langkah 13a: eskalasi kepada Kepala Seksi'], ['99', 'Langkah 99']])('at step %s reads "%s"', (stage, line) => expect(stageLine(stage)).toBe(line));
});

describe('Ctrl+Enter', () => {
  it('resolves', () => expect(finishOf(viewOf({ status: 'identified' }), false)).toBe('resolve'));
  it('answers a HAI CSO case, which waits for its confirmation', () => expect(finishOf(viewOf({ status: 'identified' }), true)).toBe('answer'));
  it('confirms once it is answered, also while something else is the status', () => {
    expect(finishOf(viewOf({ status: 'waiting_confirmation' }), true)).toBe('confirm');
    expect(finishOf(viewOf({ status: 'resolved', chips: ['waiting_confirmation'] }), true)).toBe('confirm');
  });
});

describe('Ctrl+T', () => {
  it('promises first', () => expect(followUpOf(viewOf({ steps: [step('promise')] }))).toBe('promise'));
  it('records progress on a promise that stands', () => expect(followUpOf(viewOf({ promised_at: 1, steps: [step('promise', 'Sudah dijanjikan.')] }))).toBe('progress'));
  it('promises anew after a reopening', () => expect(followUpOf(viewOf({ promised_at: 1, steps: [step('promise')] }))).toBe('promise'));
});

describe('a contact person', () => {
  it('is needed face to face', () => expect(needsContact(viewOf(), false)).toBe(true));
  it('is optional online', () => expect(needsContact(viewOf(), true)).toBe(false));
  it('is not asked for again after "tidak bersedia"', () => expect(needsContact(viewOf({ contact: { declined: true, name: '', phone: '', email: '' } }), false)).toBe(false));
});

describe('the list behind "Lainnya"', () => {
  const codes = (...args: Parameters<typeof menuItems>) => menuItems(...args).map((item) => item.code);

  it('is empty before the first record', () => expect(codes(viewOf(), false, anyone)).toEqual([]));
  it('offers a pause only while the clock can be paused', () => {
    expect(codes(viewOf({ status: 'received', steps: [step('pause')] }), false, anyone)).toContain('pause');
    expect(codes(viewOf({ status: 'received', steps: [step('pause', 'Jam tidak berjalan.'), step('resume')] }), false, anyone)).not.toContain('pause');
  });
  it('keeps what is common in reach with its reason', () => {
    const items = menuItems(viewOf({ status: 'received', steps: [step('contact', 'Sudah selesai.')] }), false, anyone);
    expect(items.find((item) => item.code === 'contact')?.why).toBe('Sudah selesai.');
  });
  it('of an ended case reopens it and moves its files', () => {
    const file = { file: 'f', name: 'a.pdf', size: 1, media: 'pdf', state: 'on_server', progress: null, reason: null, next_try: null, name_state: 'known', preview: 'pdf', added_at: 1 } as const;
    expect(codes(viewOf({ status: 'resolved', files: [file], steps: [step('reopen')] }), true, anyone)).toEqual(['another', 'move_visit', 'received', 'files', 'reopen', 'erase']);
  });
  it('offers a hand-over with its reason while one waits for an answer', () => {
    const items = menuItems(viewOf({ status: 'received', steps: [step('hand_over', 'Sudah ditawarkan.')] }), false, anyone);
    expect(items.find((item) => item.code === 'hand_over')?.why).toBe('Sudah ditawarkan.');
  });
  it('hides what this person may not do', () => expect(codes(viewOf({ status: 'received' }), false, (command) => command === 'case.duplicate')).toEqual(['duplicate']));
});
