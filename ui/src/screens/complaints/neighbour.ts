// The way from one complaint channel to the next: round, as cards are turned.

export function neighbour(ids: readonly string[], here: string | undefined, by: 1 | -1): string | undefined {
  const at = here === undefined ? -1 : ids.indexOf(here);
  return at < 0 ? here : ids[(at + by + ids.length) % ids.length];
}
