import { describe, expect, it } from 'vitest';
import type { Topic } from '$lib/platform/api.gen';
import { matching } from './topics';

const topic = (code: string, section: string, name: string, keywords: string[]): Topic => ({ code, section, name, keywords, documents: [], retired: false });
const sections = [{ code: 'PD', name: 'Seksi Pencairan Dana' }, { code: 'BANK', name: 'Seksi Bank' }];
const topics = [
  topic('PD-02', 'PD', 'SP2D: status penerbitan, koreksi, pembatalan', ['sp2d', 'status sp2d']),
  topic('PD-06', 'PD', 'Data supplier: pendaftaran, rekening tidak aktif', ['supplier', 'npwp']),
  topic('BANK-01', 'BANK', 'Retur SP2D: penyelesaian', ['retur', 'rekening salah']),
];
const codes = (text: string) => matching(topics, sections, text).map((each) => each.code);

describe('a topic', () => {
  it('is one of all while nothing is typed', () => expect(codes('  ')).toEqual(['PD-02', 'PD-06', 'BANK-01']));
  it('is found by the beginning of a word', () => expect(codes('retu')).toEqual(['BANK-01']));
  it('is found by a keyword that its name does not have', () => expect(codes('npwp')).toEqual(['PD-06']));
  it('is found by its code', () => expect(codes('bank-01')).toEqual(['BANK-01']));
  it('is found by its section', () => expect(codes('pencairan')).toEqual(['PD-02', 'PD-06']));
  it('needs every word that was typed', () => expect(codes('rekening retur')).toEqual(['BANK-01']));
  it('stands first where its name has the word', () => expect(codes('sp2d')).toEqual(['PD-02', 'BANK-01']));
  it('is not found by words nobody uses', () => expect(codes('zzz')).toEqual([]));
});
