import { describe, expect, it } from 'vitest';
import { fieldId, sentence, summary } from './marks';

describe('what is missing', () => {
  it('is listed in the order of the page', () => {
    expect(summary({ answer: '', question: '' }, 'known').map((each) => each.id)).toEqual(['case-question', 'case-answer']);
  });

  it('of a stakeholder nobody has chosen is one field', () => {
    expect(summary({ stakeholder_type: '', person_name: '', organisation_name: '' }, 'find').map((each) => each.id)).toEqual([fieldId('person_name')]);
  });

  it('of a stakeholder being added is each field of its own', () => {
    expect(summary({ stakeholder_type: '', person_name: '' }, 'add').map((each) => each.id)).toEqual(['case-stakeholder_type', 'case-person_name']);
  });

  it("is said in the program's words where it has some", () => {
    expect(sentence({ satker_code: 'Kode satker terdiri atas 6 angka.' }, 'satker_code')).toBe('Kode satker terdiri atas 6 angka.');
    expect(sentence({}, 'satker_code')).toBeUndefined();
    expect(sentence({ question: '' }, 'question')).toBeTruthy();
  });
});
