// Fluent icons as path data: the files are read at build time, so no markup is ever rendered from a string.

export interface Drawing {
  viewBox: string;
  paths: string[];
}

const cache = new Map<string, Drawing>();

/** The view box and the `d` of every path in an SVG file imported with `?raw`. */
export function drawing(svg: string): Drawing {
  const known = cache.get(svg);
  if (known) return known;
  const found = { viewBox: / viewBox="([^"]+)"/.exec(svg)?.[1] ?? '0 0 20 20', paths: [...svg.matchAll(/ d="([^"]+)"/g)].map((it) => it[1]!) };
  cache.set(svg, found);
  return found;
}
