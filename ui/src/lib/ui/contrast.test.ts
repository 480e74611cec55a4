// Holds the colour roles to WCAG 2.2: text 4.5:1, edges of controls and the focus ring 3:1, in both themes.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const theme = (name: string) => {
  const body = css.slice(css.indexOf(`:root[data-theme="${name}"] {`)).split('}')[0] ?? '';
  return new Map([...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]));
};
const luminance = (hex: string) => {
  const part = (at: number) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
};
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (x + 0.05) / (y + 0.05);
};
const surfaces = ['neutral-page', 'neutral-surface', 'neutral-sunken'];
const text: [string, string[]][] = [
  ['neutral-text', [...surfaces, 'brand-soft', 'caution-soft', 'critical-soft', 'info-soft', 'positive-soft']],
  ['neutral-muted', surfaces],
  ['neutral-faint', surfaces],
  ['brand', surfaces],
  ['brand-strong', [...surfaces, 'brand-soft']],
  ['on-brand', ['brand', 'brand-strong']],
  ['on-critical', ['critical']],
  ['positive', ['positive-soft', ...surfaces]],
  ['caution', ['caution-soft', ...surfaces]],
  ['critical', ['critical-soft', ...surfaces]],
  ['info', ['info-soft', ...surfaces]],
];

describe.each(['light', 'dark'])('%s theme', (name) => {
  const roles = theme(name);
  test.each(text.flatMap(([fg, bgs]) => bgs.map((bg) => [fg, bg] as const)))('%s is readable on %s', (fg, bg) => {
    expect(contrast(roles.get(fg)!, roles.get(bg)!)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(['neutral-edge', 'focus'].flatMap((fg) => surfaces.map((bg) => [fg, bg] as const)))('%s is seen on %s', (fg, bg) => {
    expect(contrast(roles.get(fg)!, roles.get(bg)!)).toBeGreaterThanOrEqual(3);
  });
});
