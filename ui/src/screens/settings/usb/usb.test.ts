// Proves what is said after a USB file was written or taken.
import { expect, test } from 'vitest';
import type { Platform, Progress, UsbTaken, UsbWritten } from '$lib/platform';
import { CallError } from '$lib/platform/types';
import { Usb } from './usb.svelte';

function desk(answers: { out?: UsbWritten; take?: UsbTaken; fails?: Error }) {
  const asked: string[] = [];
  const told: ((step: Progress) => void)[] = [];
  const call = (async (name: string, input: { all?: boolean }) => {
    asked.push(name === 'usb.out' ? `${name} ${input.all}` : name);
    if (answers.fails) throw answers.fails;
    told[0]?.({ id: 'usb', done: 1, total: 2 });
    return name === 'usb.out' ? answers.out : answers.take;
  }) as unknown as Platform['call'];
  const onProgress = (_: string, tell: (step: Progress) => void) => {
    told.push(tell);
    return () => void told.pop();
  };
  return { asked, told, usb: new Usb(call, { onProgress }, String) };
}

test('what was written is said with its place, and only what has not reached the server is asked for at first', async () => {
  const { asked, told, usb } = desk({ out: { path: '/usb/a.lakon', records: 12, files: 3, notes: ['Satu lampiran tidak ikut.'] } });
  await usb.out();
  expect(usb.said?.text).toContain('/usb/a.lakon');
  expect(usb.said?.text).toMatch(/12.*3/);
  expect(usb.said?.notes).toEqual(['Satu lampiran tidak ikut.']);
  usb.what = 'all';
  await usb.out();
  expect(asked).toEqual(['usb.out false', 'usb.out true']);
  expect([usb.busy, usb.step, told.length]).toEqual([undefined, undefined, 0]);
});
test('nothing new is said as such, unless there is a reason to be told first', async () => {
  const none = { chosen: true, records: 0, files: 0, at: 1 };
  const quiet = desk({ take: { ...none, notes: [] } });
  await quiet.usb.take();
  expect(quiet.usb.said?.text).toContain('Tidak ada yang baru');
  const cut = desk({ take: { ...none, notes: ['Berkas terpotong.', 'Lain.'] } });
  await cut.usb.take();
  expect(cut.usb.said).toEqual({ text: 'Berkas terpotong.', notes: ['Lain.'] });
});
test('a dialog that was closed says nothing, and a refusal is shown', async () => {
  const closed = desk({ out: { path: null, records: 0, files: 0, notes: [] }, take: { chosen: false, records: 0, files: 0, at: null, notes: [] } });
  await closed.usb.out();
  await closed.usb.take();
  expect([closed.usb.said, closed.usb.error]).toEqual([undefined, undefined]);
  const refused = desk({ fails: new CallError({ code: 'failed', message: 'USB penuh', details: null }) });
  await refused.usb.out();
  expect(refused.usb.error?.message).toContain('penuh');
  expect(refused.usb.busy).toBeUndefined();
});
