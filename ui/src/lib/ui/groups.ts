// Codes typed in groups of four Crockford characters: forgiving about case, spaces, hyphens and look-alikes.

export const GROUP = 4;

/** What a person may have meant: upper case, O is 0, I and L are 1; anything else that is no code character goes. */
export function tidy(text: string): string {
  return text.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1').replace(/[^0-9A-HJKMNP-TV-Z]/g, '');
}

/** Puts what was typed or pasted into group `at`; what is too much flows into the groups after it. Returns the groups and where the caret belongs. */
export function pour(groups: readonly string[], at: number, text: string): { groups: string[]; at: number } {
  const next = [...groups];
  let rest = tidy(text);
  let here = at;
  next[here] = rest.slice(0, GROUP);
  rest = rest.slice(GROUP);
  while (rest !== '' && here + 1 < next.length) {
    here += 1;
    next[here] = rest.slice(0, GROUP);
    rest = rest.slice(GROUP);
  }
  if ((next[here]?.length ?? 0) === GROUP && here + 1 < next.length) here += 1;
  return { groups: next, at: here };
}

export const complete = (groups: readonly string[]): boolean => groups.every((group) => group.length === GROUP);
