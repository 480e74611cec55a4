// Which words of two texts differ, for a page that shows them side by side.
import { diffWordsWithSpace } from 'diff';

export interface Piece {
  text: string;
  /** The other text has it not, or otherwise. */
  differs: boolean;
}

/** Texts that differ in more words than this are marked as a whole: finding out more takes longer than a glance may. */
const MOST_CHANGES = 600;

/** Both texts in pieces; put together again, each is as it was. */
export function compareWords(left: string, right: string): { left: Piece[]; right: Piece[] } {
  if (left === right) return { left: whole(left, false), right: whole(right, false) };
  const changes = diffWordsWithSpace(left, right, { maxEditLength: MOST_CHANGES });
  if (changes === undefined) return { left: whole(left, true), right: whole(right, true) };
  const side = (other: 'added' | 'removed') =>
    changes.filter((change) => !change[other]).map((change) => ({ text: change.value, differs: change.added || change.removed }));
  return { left: side('added'), right: side('removed') };
}

function whole(text: string, differs: boolean): Piece[] {
  return text === '' ? [] : [{ text, differs }];
}
