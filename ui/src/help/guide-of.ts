// Which guide of docs/panduan belongs to which screen.
import type { RouteName } from '$lib/routes';

/** The parts of Pengaturan share one guide. */
type Part = Extract<RouteName, `settings_${string}`>;

/** A screen without a guide does not compile. */
const GUIDE_OF: Record<Exclude<RouteName, Part>, string> = {
  first_run: 'memulai-kantor',
  sign_in: 'masuk',
  home: 'beranda',
  cases: 'konsultasi',
  case: 'halaman-konsultasi',
  follow_ups: 'tindak-lanjut',
  escalations: 'eskalasi',
  parties: 'stakeholder',
  party: 'stakeholder',
  standard: 'standar-layanan',
  complaints: 'kanal-pengaduan',
  settings: 'pengaturan',
};

const isPart = (name: RouteName): name is Part => name.startsWith('settings_');

export function guideOf(name: RouteName): string {
  return GUIDE_OF[isPart(name) ? 'settings' : name];
}
