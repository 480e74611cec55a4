import { describe, expect, it, test } from 'vitest';
import { dayHours, hoursErrors, type TypedDay, type TypedHours, typedDay, weekWords } from './hours';

const day = (opens = '08.00', closes = '15.00', rest = '30'): TypedDay => ({ opens, closes, rest });
const typed = (changes: Partial<TypedHours> = {}): TypedHours => ({ name: 'Ramadan', from: '2027-02-08', until: '2027-03-09', week: day(), friday: day('08.00', '15.30', '60'), ...changes });
const wrong = (hours: TypedHours, ranged = true) => Object.entries(hoursErrors(hours, ranged)).filter(([, text]) => text).map(([id]) => id);

test('hours go into fields and come back', () => expect(dayHours(typedDay({ opens: 450, closes: 960, rest: 60 }))).toEqual({ opens: 450, closes: 960, rest: 60 }));
test('hours that are none are none', () => expect([day('x'), day('16.00', '08.00'), day('08.00', '08.30', '30'), day('08.00', '15.00', '')].map(dayHours)).toEqual([null, null, null, null]));
test('a week is said in one line', () => expect(weekWords({ monday_to_thursday: { opens: 450, closes: 960, rest: 60 }, friday: { opens: 450, closes: 990, rest: 90 } })).toContain('07.30–16.30, istirahat 90 menit'));

describe('hours of a range of days', () => {
  it('are right as they come', () => expect(wrong(typed())).toEqual([]));
  it('have a name and both days', () => expect(wrong(typed({ name: ' ', from: '', until: '' }))).toEqual(['hours-name', 'hours-from', 'hours-until']));
  it('do not end before they begin', () => expect(wrong(typed({ until: '2027-01-01' }))).toEqual(['hours-until']));
  it('need no days where they are the usual ones', () => expect(wrong(typed({ from: '', until: '' }), false)).toEqual([]));
  it('say at which time what is wrong', () => {
    expect(wrong(typed({ week: day('8,5', '15.00', 'x') }))).toEqual(['hours-week-opens', 'hours-week-rest']);
    expect(wrong(typed({ friday: day('15.00', '08.00') }))).toEqual(['hours-friday-closes']);
    expect(wrong(typed({ friday: day('08.00', '09.00', '60') }))).toEqual(['hours-friday-rest']);
  });
});
