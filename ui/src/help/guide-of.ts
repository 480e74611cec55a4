// Which guide of docs/panduan belongs to which screen.
import type { RouteName } from '$lib/routes';

/** A screen without a guide does not compile. */
const GUIDE_OF: Record<RouteName, string> = {
  first_run: 'memulai-kantor',
  sign_in: 'masuk',
  home: 'beranda',
  cases: 'konsultasi',
  case: 'halaman-konsultasi',
  settles: 'perubahan-bersamaan',
  settle: 'perubahan-bersamaan',
  follow_ups: 'tindak-lanjut',
  escalations: 'eskalasi',
  parties: 'stakeholder',
  party: 'stakeholder',
  standard: 'standar-layanan',
  complaints: 'kanal-pengaduan',
  sync: 'sinkronisasi',
  settings: 'pengaturan',
  settings_users: 'pengaturan',
  settings_server: 'pengaturan',
  settings_pc: 'pengaturan',
  settings_recovery: 'pengaturan',
  settings_office: 'pengaturan-kantor',
  settings_standard: 'pengaturan-kantor',
  settings_sections: 'pengaturan-seksi',
  settings_substitutes: 'pengaturan-seksi',
  settings_topics: 'pengaturan-daftar',
  settings_channels: 'pengaturan-daftar',
  settings_complaints: 'pengaturan-daftar',
  settings_calendar: 'pengaturan-kalender',
  settings_people: 'pengaturan-orang',
  settings_erasures: 'penghapusan-data',
};

export function guideOf(name: RouteName): string {
  return GUIDE_OF[name];
}
