// Proves the letters on a tile.
import { expect, test } from 'vitest';
import { initials } from './initials';

test.each([['Siti Nur Aisyah, S.E.', 'SA'], ['budi', 'B'], ['', ''], ['Éva  (Plh)', 'É']])('%s', (name, letters) => expect(initials(name)).toBe(letters));
