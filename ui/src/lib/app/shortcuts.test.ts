// Proves that keys reach the claim that stands, and that the web view never gets the ones that would lose the page.
import { describe, expect, test } from 'vitest';
import { shortcuts, Shortcuts } from './shortcuts';

class Press extends Event {
  repeat = false;
  constructor(readonly key: string, readonly code: string, private mods: string[] = []) {
    super('keydown', { cancelable: true });
  }
  getModifierState(name: string): boolean {
    return this.mods.includes(name);
  }
}
// tinykeys asks for a KeyboardEvent, which Node has not.
Object.assign(globalThis, { KeyboardEvent: Press });

const press = (keys: Shortcuts, event: Press) => {
  keys.handler()(event);
  keys.softHandler()(event);
  return event;
};

describe('shortcuts', () => {
  test('no key stands twice in the table', () => {
    const all = shortcuts.flatMap((row) => [...row.keys] as string[]);
    expect(new Set(all).size).toBe(all.length);
  });
  test('none is a single letter', () => {
    for (const row of shortcuts) for (const keys of row.keys) expect(keys).toMatch(/^(F\d+|Escape|(Control|Alt|Shift)\+.+)$/);
  });
  test('the last claim wins, and giving it back restores the one before', () => {
    const keys = new Shortcuts();
    const heard: string[] = [];
    keys.on('new', () => heard.push('frame'));
    const off = keys.on('new', () => heard.push('screen'));
    press(keys, new Press('n', 'KeyN', ['Control']));
    off();
    press(keys, new Press('n', 'KeyN', ['Control']));
    expect(heard).toEqual(['screen', 'frame']);
  });
  test('a key held down acts once', () => {
    const keys = new Shortcuts();
    let times = 0;
    keys.on('new', () => times++);
    const held = new Press('n', 'KeyN', ['Control']);
    held.repeat = true;
    press(keys, held);
    expect([times, held.defaultPrevented]).toEqual([0, true]);
  });
  test.each([['r', 'KeyR'], ['p', 'KeyP'], ['f', 'KeyF']])('Ctrl+%s is taken from the web view even when nothing claims it', (key, code) => {
    expect(press(new Shortcuts(), new Press(key, code, ['Control'])).defaultPrevented).toBe(true);
  });
  test.each(['F5', 'F12'])('%s is taken from the web view', (key) => {
    expect(press(new Shortcuts(), new Press(key, key)).defaultPrevented).toBe(true);
  });
  test('Escape is left to fields and dialogs while no screen claims it', () => {
    expect(press(new Shortcuts(), new Press('Escape', 'Escape')).defaultPrevented).toBe(false);
  });
  test('Escape goes back only when nothing in front used it', () => {
    const keys = new Shortcuts();
    let times = 0;
    keys.on('back', () => times++);
    const used = new Press('Escape', 'Escape');
    used.preventDefault();
    press(keys, used);
    expect(times).toBe(0);
    press(keys, new Press('Escape', 'Escape'));
    expect(times).toBe(1);
  });
  test('behind a dialog only the lock acts', () => {
    const keys = new Shortcuts();
    const heard: string[] = [];
    keys.on('new', () => heard.push('new'));
    keys.on('lock', () => heard.push('lock'));
    keys.covered = () => true;
    press(keys, new Press('n', 'KeyN', ['Control']));
    press(keys, new Press('l', 'KeyL', ['Control']));
    expect(heard).toEqual(['lock']);
  });
  test('the help opens behind a lock and over a dialog', () => {
    const keys = new Shortcuts();
    let times = 0;
    keys.on('help', () => times++);
    keys.covered = () => true;
    press(keys, new Press('F1', 'F1'));
    keys.enabled = false;
    press(keys, new Press('F1', 'F1'));
    expect(times).toBe(2);
  });
  test('nothing acts while the page is locked', () => {
    const keys = new Shortcuts();
    let times = 0;
    keys.on('new', () => times++);
    keys.enabled = false;
    press(keys, new Press('n', 'KeyN', ['Control']));
    expect(times).toBe(0);
  });
});
