// All guides, in the order the list shows them, and what is looked for in them.
import { type Guide, inlines, textOf } from './guide';

const read = import.meta.glob<Guide>('../../../docs/panduan/*.md', { eager: true, import: 'default' });

/** The order in which the list shows them: as somebody new meets the program. */
const ORDER = [
  'memulai-kantor', 'masuk', 'beranda', 'halaman-konsultasi', 'jam-layanan', 'dokumen-dan-berkas', 'eskalasi-petugas', 'janji-dan-progres', 'konfirmasi-dan-hai', 'perbaikan', 'perubahan-bersamaan', 'serah-terima',
  'konsultasi', 'tindak-lanjut', 'pemberitahuan', 'eskalasi', 'stakeholder', 'standar-layanan', 'kanal-pengaduan', 'pengaturan', 'pengaturan-kantor', 'pengaturan-seksi', 'pengaturan-daftar', 'pengaturan-kalender', 'pengaturan-orang', 'penghapusan-data', 'sinkronisasi', 'tombol',
];
const place = (guide: Guide) => (ORDER.includes(guide.name) ? ORDER.indexOf(guide.name) : ORDER.length);

export const guides: readonly Guide[] = Object.values(read).sort((a, b) => place(a) - place(b));

export function guideNamed(name: string): Guide | undefined {
  return guides.find((guide) => guide.name === name);
}

const plain = new Map<Guide, string>();
function wordsOf(guide: Guide): string {
  const known = plain.get(guide);
  if (known !== undefined) return known;
  const text = textOf(inlines(guide.blocks)).toLowerCase();
  plain.set(guide, text);
  return text;
}

/** The guides that hold every word; those that have them in their title first. */
export function find(text: string): readonly Guide[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return guides;
  const titled = (guide: Guide) => wanted.every((word) => guide.title.toLowerCase().includes(word));
  const told = (guide: Guide) => wanted.every((word) => guide.title.toLowerCase().includes(word) || wordsOf(guide).includes(word));
  return [...guides.filter(titled), ...guides.filter((guide) => !titled(guide) && told(guide))];
}
