// Takes out of a screen's words what differs from run to run: ids, clocks, folders, the drawn letters of numbers.

const CHANGING: [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID'],
  [/\b[0-9a-f]{32}\b/g, 'LOG'],
  [/\b046-[A-Z0-9]{1,4}-\d\d-/g, '046-XX-26-'],
  [/^(\s*- definition: )[A-HJ-NP-Z]{2}$/gm, '$1XX'],
  [/^(\s*- paragraph: )[A-HJ-NP-Z]{2}( · )/gm, '$1XX$2'],
  [/(definition: ).*[\\/].*/g, '$1FOLDER'],
  [/\b\d\d[.:]\d\d\b/g, 'JAM'],
  [/\b\d+(,\d+)? menit\b/g, 'N menit'],
];

/** The tree of a screen with everything changing named instead of shown. */
export function stable(tree: string): string {
  return CHANGING.reduce((text, [what, name]) => text.replace(what, name), tree).concat('\n');
}
