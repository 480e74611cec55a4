// Proves that a value read twice at once ends with the newest answer.
import { expect, test } from 'vitest';
import { Live } from './live.svelte';

test('wishes during a reading become one more reading', async () => {
  const open: ((value: number) => void)[] = [];
  const it = new Live(() => new Promise<number>((done) => open.push(done)));
  const first = it.refresh();
  void it.refresh();
  void it.refresh();
  open[0]?.(1);
  await Promise.resolve().then(() => Promise.resolve()).then(() => Promise.resolve());
  open[1]?.(2);
  await first;
  expect([open.length, it.value, it.loading]).toEqual([2, 2, false]);
});
test('an error is kept beside the last good value', async () => {
  let fails = false;
  const it = new Live(() => (fails ? Promise.reject(new Error('x')) : Promise.resolve('good')));
  await it.refresh();
  fails = true;
  await it.refresh();
  expect([it.value, it.error?.code]).toEqual(['good', 'internal']);
});
