// Takes out of a screen's words what differs from run to run: ids, clocks, dates, folders, the drawn letters of numbers.

const CHANGING: [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID'],
  [/\b[0-9a-f]{32}\b/g, 'LOG'],
  [/\b046-[A-Z0-9]{1,4}-\d\d-/g, '046-XX-26-'],
  [/^(\s*- definition: )[A-HJ-NP-Z]{2}$/gm, '$1XX'],
  [/(definition: ).*[\\/].*/g, '$1FOLDER'],
  [/(Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu), \d+ \w+ \d{4}/g, 'HARI'],
  [/\b\d{1,2} (Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agu|Sep|Okt|Nov|Des)\w*( \d{4})?/g, 'TANGGAL'],
  [/\b\d\d[.:]\d\d\b/g, 'JAM'],
  [/Selamat (pagi|siang|sore|malam)/g, 'Selamat'],
  [/\b\d+(,\d+)? menit\b/g, 'N menit'],
];

/** The tree of a screen with everything changing named instead of shown. */
export function stable(tree: string): string {
  return CHANGING.reduce((text, [what, name]) => text.replace(what, name), tree).concat('\n');
}
