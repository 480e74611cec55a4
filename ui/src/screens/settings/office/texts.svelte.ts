// The texts of the office as they are being typed: what others change meanwhile comes in where nothing was typed, and typing waits through a change of screen.
import { perWindow } from '$lib/app/kept';
import type { OfficeTextValue, SettingsView } from '$lib/platform';
import { OfficeSettings } from './office.svelte';

/** In the order of the form. */
export const OFFICE_FIELDS = ['nama', 'alamat', 'kode_pos', 'telepon', 'situs', 'induk', 'kepala', 'nip_kepala', 'kop'] as const;
export type OfficeField = (typeof OFFICE_FIELDS)[number];

const empty = (): Record<OfficeField, string> => Object.fromEntries(OFFICE_FIELDS.map((field) => [field, ''])) as Record<OfficeField, string>;

export class OfficeTexts {
  typed = $state(empty());
  #known = $state.raw(empty());

  static of = perWindow(() => new OfficeTexts());

  /** Fields that differ from what is set. */
  get changed(): OfficeField[] {
    return OFFICE_FIELDS.filter((field) => this.typed[field].trim() !== this.#known[field].trim());
  }

  take(view: Pick<SettingsView, 'texts'>): void {
    const mine = new Set(this.changed);
    const now = empty();
    for (const field of OFFICE_FIELDS) now[field] = view.texts.find((each) => each.field === field)?.text ?? '';
    this.#known = now;
    for (const field of OFFICE_FIELDS) if (!mine.has(field)) this.typed[field] = now[field];
  }

  /** Puts back what is set. */
  reset(): void {
    this.typed = { ...this.#known };
  }

  async save(office: Pick<OfficeSettings, 'send'> & { view?: SettingsView | undefined }): Promise<void> {
    const texts: OfficeTextValue[] = this.changed.map((field) => ({ field, text: this.typed[field].trim() }));
    if (texts.length === 0) return;
    await office.send('settings.texts', { texts });
    this.#known = { ...this.#known, ...Object.fromEntries(texts.map((each) => [each.field, each.text])) };
    if (office.view) this.take(office.view);
  }
}
