// The contact person of step 7b: who is told the solution, or that the stakeholder would not name anybody.

import { m } from '$lib/paraglide/messages';
import type { Contact, Fields } from '$lib/platform/api.gen';

/** What the form begins with: the contact as it stands, otherwise the person who asks. */
export function contactDraft(contact: Contact | null, fields: Pick<Fields, 'person_name' | 'phone' | 'email'>): Contact {
  if (contact !== null) return { ...contact };
  return { declined: false, name: fields.person_name, phone: fields.phone, email: fields.email };
}

/** What is still missing, by field id. */
export function contactErrors(contact: Contact): Record<string, string> {
  const errors: Record<string, string> = {};
  if (contact.declined) return errors;
  if (contact.name.trim() === '') errors['contact-name'] = m.contact_name_missing();
  if (contact.phone.trim() === '' && contact.email.trim() === '') errors['contact-phone'] = m.contact_way_missing();
  else if (contact.email.trim() !== '' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(contact.email.trim())) errors['contact-email'] = m.party_email_invalid();
  return errors;
}

/** The command's input: a declined contact carries no names. */
export function contactInput(contact: Contact): Contact {
  if (contact.declined) return { declined: true, name: '', phone: '', email: '' };
  return { declined: false, name: contact.name.trim(), phone: contact.phone.trim(), email: contact.email.trim() };
}

/** "Rahma Contoh · 0812…", "Tidak bersedia memberi kontak" */
export function contactLine(contact: Contact): string {
  return contact.declined ? m.contact_declined() : [contact.name, contact.phone, contact.email].filter((each) => each !== '').join(' · ');
}
