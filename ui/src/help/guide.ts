// What a guide of docs/panduan is once the build has read it: plain data, so that no markup is ever rendered from a string.

export type Inline =
  | { kind: 'text'; text: string }
  /** Words as they stand on the screen: a button, a field, a heading. */
  | { kind: 'label'; text: string }
  | { kind: 'key'; text: string }
  | { kind: 'strong'; text: string }
  /** Another guide, by its name. */
  | { kind: 'link'; to: string; text: string };

export type Block =
  | { kind: 'heading'; inside: Inline[] }
  | { kind: 'text'; inside: Inline[] }
  | { kind: 'list'; numbered: boolean; items: Block[][] }
  /** A sentence of the program. */
  | { kind: 'said'; text: string }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] };

export interface Guide {
  /** Its file's name without the ending. */
  name: string;
  title: string;
  blocks: Block[];
}

export function textOf(inside: readonly Inline[]): string {
  return inside.map((each) => each.text).join('');
}

/** Every run of words of a guide, in its order. */
export function inlines(blocks: readonly Block[]): Inline[] {
  return blocks.flatMap((block): Inline[] => {
    if (block.kind === 'list') return block.items.flatMap(inlines);
    if (block.kind === 'table') return [...block.head, ...block.rows.flat()].flat();
    if (block.kind === 'said') return [{ kind: 'text', text: block.text }];
    return block.inside;
  });
}

/** The sentences of the program a guide repeats. */
export function sayings(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => (block.kind === 'said' ? [block.text] : block.kind === 'list' ? block.items.flatMap(sayings) : []));
}
