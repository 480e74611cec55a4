// Proves that the guides fit the program: each screen has one, what they name stands on a screen, what they repeat the program says.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shortcuts } from '$lib/app/shortcuts';
import { routes } from '$lib/routes';
import { readGuide } from '../../guides.vite';
import { type Guide, inlines, sayings } from './guide';
import { guideOf } from './guide-of';
import { find, guideNamed, guides } from './guides';

const root = new URL('../../../', import.meta.url);
const folder = new URL('ui/messages/id/', root);
const catalogue = readdirSync(folder).flatMap((name) => Object.entries(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, string>).filter(([key]) => key !== '$schema'));
const messages = catalogue.map(([, text]) => text);
/** Names of the messages some file of the page shows: one that is only left over in the catalogue stands on no screen. */
const source = new URL('ui/src/', root);
const shown = new Set(
  (readdirSync(source, { recursive: true }) as string[])
    .filter((name) => /\.(svelte|ts)$/.test(name) && !/paraglide|\.test\./.test(name))
    .flatMap((name) => [...readFileSync(new URL(name.replaceAll('\\', '/'), source), 'utf8').matchAll(/\bm\.(\w+)/g)].map((found) => found[1]!)),
);
/** Every sentence of the program's catalogue stands alone on a line, in quotation marks. */
const sentences = [...readFileSync(new URL('crates/app/src/words.rs', root), 'utf8').matchAll(/^ {8}"((?:[^"\\]|\\.)*)"/gm)].map((found) => found[1]!.replaceAll('\\"', '"'));

/** Keys of fields, lists and dialogs, which stand in no table of the program. */
const FIELD_KEYS = ['Tab', 'Shift Tab', 'Enter', 'Spasi', 'Panah atas', 'Panah bawah', 'Panah kiri', 'Panah kanan', 'Page Up', 'Page Down', 'Home', 'End'];
const keys = new Set([...FIELD_KEYS, ...shortcuts.map((row) => row.shown.replace('↵', 'Enter'))]);

/** What a text of the catalogue looks like once its gaps are filled. */
function shape(text: string): RegExp {
  return new RegExp(`^${text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`, 's');
}
/** Of a text that is nothing but a gap everything would be a filling. */
const telling = (text: string) => text.replace(/\{\w+\}/g, '').replace(/\W/g, '').length >= 4;
const isSaid = (said: string) => [...messages, ...sentences].filter(telling).some((text) => shape(text).test(said));
const of = (guide: Guide, kind: 'label' | 'key') => inlines(guide.blocks).filter((each) => each.kind === kind).map((each) => each.text);

test('every screen of the router has a guide', () => {
  for (const { name } of routes) expect(guideNamed(guideOf(name)), name).toBeDefined();
});
test('the program says enough sentences to compare with', () => expect(sentences.length).toBeGreaterThan(200));

describe.each(guides.map((guide) => [guide.name, guide] as const))('%s', (_, guide) => {
  test('names only what stands on a screen', () => {
    const known = new Set(catalogue.filter(([key]) => shown.has(key)).map(([, text]) => text));
    expect(of(guide, 'label').filter((label) => !known.has(label))).toEqual([]);
  });
  test('names only keys the program has', () => expect(of(guide, 'key').filter((key) => !keys.has(key))).toEqual([]));
  test('repeats only what the program says', () => expect(sayings(guide.blocks).filter((said) => !isSaid(said))).toEqual([]));
  test('leads only to guides there are', () => {
    const links = inlines(guide.blocks).flatMap((each) => (each.kind === 'link' ? [each.to] : []));
    expect(links.filter((to) => guideNamed(to) === undefined)).toEqual([]);
  });
  test('tells what to do, in steps or points', () => expect(guide.blocks.some((block) => block.kind === 'list' || block.kind === 'table')).toBe(true));
});

test('every guide is found by its title, and stands before those that only mention it', () => {
  for (const guide of guides) expect(find(guide.title)[0]?.name).toBe(guide.name);
});
test('all words looked for must be in a guide', () => {
  expect(find('kode QR kamera').map((guide) => guide.name)).toEqual(['kanal-pengaduan']);
  expect(find('kata-yang-tidak-ada')).toEqual([]);
  expect(find('  ')).toBe(guides);
});

describe('the reader', () => {
  const read = (text: string) => readGuide('contoh', `# Judul\n\n${text}`);
  test('knows words of the screen, keys and guides', () => {
    expect(read('Tekan **[Simpan]** atau `Ctrl S`, **segera**. [Lain](lain-hal.md)').blocks).toEqual([
      { kind: 'text', inside: [
        { kind: 'text', text: 'Tekan ' }, { kind: 'label', text: 'Simpan' }, { kind: 'text', text: ' atau ' }, { kind: 'key', text: 'Ctrl S' },
        { kind: 'text', text: ', ' }, { kind: 'strong', text: 'segera' }, { kind: 'text', text: '. ' }, { kind: 'link', to: 'lain-hal', text: 'Lain' },
      ] },
    ]);
  });
  test.each(['<b>tebal</b>', 'a <img src="x"> b', '![gambar](x.png)', '[situs](https://contoh.go.id)', '[jahat](javascript:alert(1))', '```\nkode\n```', '### terlalu dalam', '*miring*'])('refuses %s', (text) => {
    expect(() => read(text)).toThrow('contoh');
  });
  test('wants a title', () => expect(() => readGuide('contoh', 'Tanpa judul')).toThrow('contoh'));
});
