// Every screen the program has, in one table: the router, the navigation and the browser tests read it.

export const routes = [
  { name: 'first_run', path: '/mulai', frame: false },
  { name: 'sign_in', path: '/masuk', frame: false },
  { name: 'home', path: '/beranda', frame: true },
  { name: 'cases', path: '/konsultasi', frame: true },
  { name: 'case', path: '/konsultasi/:id', frame: true },
  { name: 'settles', path: '/perubahan', frame: true },
  { name: 'settle', path: '/perubahan/:id', frame: true },
  { name: 'follow_ups', path: '/tindak-lanjut', frame: true },
  { name: 'escalations', path: '/eskalasi', frame: true },
  { name: 'parties', path: '/stakeholder', frame: true },
  { name: 'party', path: '/stakeholder/:id', frame: true },
  { name: 'standard', path: '/standar-layanan', frame: true },
  { name: 'complaints', path: '/kanal-pengaduan', frame: true },
  { name: 'sync', path: '/sinkronisasi', frame: true },
  { name: 'settings', path: '/pengaturan', frame: true },
  { name: 'settings_users', path: '/pengaturan/pengguna', frame: true },
  { name: 'settings_server', path: '/pengaturan/server', frame: true },
  { name: 'settings_pc', path: '/pengaturan/komputer', frame: true },
  { name: 'settings_recovery', path: '/pengaturan/pemulihan', frame: true },
  { name: 'settings_office', path: '/pengaturan/kantor', frame: true },
  { name: 'settings_standard', path: '/pengaturan/standar', frame: true },
  { name: 'settings_sections', path: '/pengaturan/seksi', frame: true },
  { name: 'settings_substitutes', path: '/pengaturan/plh', frame: true },
  { name: 'settings_topics', path: '/pengaturan/topik', frame: true },
  { name: 'settings_channels', path: '/pengaturan/kanal', frame: true },
  { name: 'settings_complaints', path: '/pengaturan/kanal-pengaduan', frame: true },
  { name: 'settings_calendar', path: '/pengaturan/kalender', frame: true },
  { name: 'settings_people', path: '/pengaturan/peran', frame: true },
  { name: 'settings_erasures', path: '/pengaturan/penghapusan', frame: true },
] as const;

export type RouteName = (typeof routes)[number]['name'];
export interface Place {
  name: RouteName;
  /** Parts of the path named in the table, such as `id`. */
  params: Record<string, string>;
  query: URLSearchParams;
}

/** Reads an address such as `#/konsultasi/0198…?teks=retur`; null where no screen has it. */
export function match(hash: string): Place | null {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter(Boolean);
  for (const route of routes) {
    const pattern = route.path.split('/').filter(Boolean);
    if (pattern.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = pattern.every((want, at) => {
      const have = parts[at] ?? '';
      if (!want.startsWith(':')) return want === have;
      try {
        params[want.slice(1)] = decodeURIComponent(have);
        return true;
      } catch {
        return false;
      }
    });
    if (fits) return { name: route.name, params, query: new URLSearchParams(query) };
  }
  return null;
}

/** The address of a screen, to be used as a link's `href`. Empty query values are left out. */
export function href(name: RouteName, params: Record<string, string> = {}, query: Record<string, string> = {}): string {
  const route = routes.find((row) => row.name === name);
  const path = (route?.path ?? '/').replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#${path}${given === '' ? '' : `?${given}`}`;
}
