// Proves how the help opens, what it shows, and that the focus comes back to where the hand was.
import { expect, test } from 'vitest';
import { type Focusable, Help } from './help.svelte';

class Field implements Focusable {
  isConnected = true;
  focused = 0;
  focus(): void {
    this.focused++;
  }
}
function opened(from: Focusable | null = null): Help {
  const help = new Help();
  help.here = 'beranda';
  help.show(from, false);
  return help;
}

test('it shows the guide of the screen, and follows when the screen changes', () => {
  const help = opened();
  expect(help.reading).toBe('beranda');
  help.here = 'konsultasi';
  expect(help.reading).toBe('konsultasi');
});
test('a guide that was chosen stays, and there is a way back', () => {
  const help = opened();
  help.read('tombol');
  help.here = 'konsultasi';
  expect([help.reading, help.deeper]).toEqual(['tombol', true]);
  help.back();
  expect([help.reading, help.deeper]).toEqual(['konsultasi', false]);
});
test('closing gives the focus back where it was, once', () => {
  const field = new Field();
  const help = opened(field);
  help.close();
  help.close();
  expect([help.open, field.focused]).toEqual([false, 1]);
});
test('a field that has gone meanwhile is left alone', () => {
  const field = new Field();
  const help = opened(field);
  field.isConnected = false;
  help.close();
  expect(field.focused).toBe(0);
});
test('asked for twice it keeps the first place to go back to', () => {
  const [field, inside] = [new Field(), new Field()];
  const help = opened(field);
  help.show(inside, false);
  help.close();
  expect([field.focused, inside.focused]).toEqual([1, 0]);
});
test('Esc first takes away what is looked for, then the help', () => {
  const field = new Field();
  const help = opened(field);
  help.text = 'jam';
  help.escape();
  expect([help.open, help.text]).toEqual([true, '']);
  help.escape();
  expect([help.open, field.focused]).toEqual([false, 1]);
});
test('opened again it begins with the guide of the screen', () => {
  const help = opened();
  help.read('tombol');
  help.listing = true;
  help.text = 'jam';
  help.close();
  help.show(null, true);
  expect([help.reading, help.listing, help.text, help.over]).toEqual(['beranda', false, '', true]);
});
