import { describe, expect, it } from 'vitest';
import { ACTS, type ActName, inputOf, isAct, lacking } from './acts';
import { contactDraft, contactErrors, contactInput, contactLine } from './contact';

describe('the table of acts', () => {
  it('names every field of its commands once', () => {
    for (const act of Object.values(ACTS)) expect(new Set(act.fields.map((field) => field.name)).size).toBe(act.fields.length);
  });
  it('says beside each field what to do while it is empty', () => {
    expect(Object.keys(lacking(ACTS.progress, { channel: '', text: ' ' }))).toEqual(['act-channel', 'act-text']);
    expect(lacking(ACTS.progress, { channel: 'telepon', text: 'Sedang diperiksa' })).toEqual({});
  });
  it('asks a pause for its cause only', () => expect(Object.keys(lacking(ACTS.pause, {}))).toEqual(['act-cause']));
  it('knows its own names', () => expect([isAct('progress'), isAct('escalate')]).toEqual([true, false]));
});

describe('what is sent', () => {
  const sent = (name: ActName, values: Record<string, string>) => inputOf(name, values);
  it('is trimmed, and nothing but the fields of the act', () => expect(sent('reopen', { reason: ' Jawaban belum sampai ', text: 'x' })).toEqual({ reason: 'Jawaban belum sampai' }));
  it('explains a pause by its cause where nothing is written', () => {
    expect(sent('pause', { cause: 'telepon', reason: '' })).toEqual({ cause: 'telepon', reason: 'Telepon atau tamu lain' });
    expect(sent('pause', { cause: 'telepon', reason: 'Kasi menelepon' }).reason).toBe('Kasi menelepon');
  });
  it('writes a number as the office does', () => expect(sent('duplicate', { of: '046-b-26-0042', reason: 'sama' }).of).toBe('046-B-26-0042'));
});

describe('the contact person', () => {
  const asked = { person_name: 'Rahma Contoh', phone: '0812', email: '' };
  it('begins with whoever asks', () => expect(contactDraft(null, asked)).toEqual({ declined: false, name: 'Rahma Contoh', phone: '0812', email: '' }));
  it('begins with the one recorded', () => expect(contactDraft({ declined: false, name: 'Bima', phone: '', email: 'b@c.id' }, asked).name).toBe('Bima'));
  it('needs a name and one way to be reached', () => {
    expect(Object.keys(contactErrors({ declined: false, name: '', phone: '', email: '' }))).toEqual(['contact-name', 'contact-phone']);
    expect(contactErrors({ declined: false, name: 'Rahma', phone: '', email: 'r@contoh.go.id' })).toEqual({});
    expect(Object.keys(contactErrors({ declined: false, name: 'Rahma', phone: '', email: 'rahma' }))).toEqual(['contact-email']);
  });
  it('may be declined, and then carries no name', () => {
    const declined = { declined: true, name: 'Rahma', phone: '0812', email: '' };
    expect(contactErrors(declined)).toEqual({});
    expect(contactInput(declined)).toEqual({ declined: true, name: '', phone: '', email: '' });
    expect(contactLine(declined)).toBe('Tidak bersedia memberi kontak');
  });
  it('reads as one line', () => expect(contactLine({ declined: false, name: 'Rahma', phone: '0812', email: '' })).toBe('Rahma · 0812'));
});
