// Proves who is told what, and when.
import { expect, test } from 'vitest';
import type { Platform } from '$lib/platform';
import { Changes } from './changes';

test('one listener of several topics is called once', () => {
  const changes = new Changes();
  let calls = 0;
  changes.on(['cases', 'tabs'], () => calls++);
  changes.tell(['cases', 'tabs', 'sync']);
  expect(calls).toBe(1);
});
test('a removed listener hears nothing', () => {
  const changes = new Changes();
  let calls = 0;
  changes.on(['cases'], () => calls++)();
  changes.tell(['cases']);
  expect(calls).toBe(0);
});
test('changes during a lock are told at unlocking, the session at once', () => {
  const changes = new Changes();
  const heard: string[] = [];
  changes.on(['cases', 'session'], (topic) => heard.push(topic));
  changes.hold();
  changes.tell(['cases', 'session']);
  changes.tell(['cases']);
  expect(heard).toEqual(['session']);
  changes.release();
  expect(heard).toEqual(['session', 'cases']);
});
test('a clicked notice leads to its case, behind a lock once it is opened', () => {
  const changes = new Changes();
  const led: string[] = [];
  let go: (to: { case: string }) => void = () => {};
  changes.onGo((id) => led.push(id));
  changes.listen({ subscribe: (_changed: unknown, _progress: unknown, given: typeof go) => (go = given) } as unknown as Platform);
  go({ case: 'a' });
  expect(led).toEqual(['a']);
  changes.hold();
  go({ case: 'b' });
  go({ case: 'c' });
  expect(led).toEqual(['a']);
  changes.release();
  changes.hold();
  changes.release();
  expect(led).toEqual(['a', 'c']);
});
