// Looks at every screen of the router's table, in both themes, with data in it: accessible, whole, and as recorded.
import type { Page } from '@playwright/test';
import { type RouteName, href, routes } from '../../../ui/src/lib/routes.ts';
import { inaccessible } from '../src/accessible.ts';
import type { Bridge } from '../src/bridge.ts';
import { begin, type Office } from '../src/office.ts';
import { overflowing } from '../src/overflow.ts';
import { stable } from '../src/stable.ts';
import { expect, test } from '../src/test.ts';

interface Stage {
  page: Page;
  office: Office;
  /** Most screens are looked at in the office with data; a program of its own is started for those that ask. */
  afresh: () => Promise<Bridge>;
}

// Each of these tests looks at one screen and changes nothing, and they are most of all: every worker takes its share.
test.describe.configure({ mode: 'parallel' });

/** How to reach each screen and how to know that it is complete. A screen missing here fails to compile and to run. */
const screens: Record<RouteName, (stage: Stage) => Promise<void>> = {
  async first_run({ page, afresh }) {
    await page.goto((await afresh()).at(href('first_run')));
  },
  async sign_in({ page, afresh }) {
    const bridge = await afresh();
    await begin(bridge);
    await bridge.call('session.sign_out', {});
    await page.goto(bridge.at(href('sign_in')));
  },
  async home({ page, office }) {
    await page.goto(office.bridge.at(href('home')));
    await expect(page.getByRole('heading', { name: 'Serah terima tugas' })).toBeVisible();
  },
  async cases({ page, office }) {
    await page.goto(office.bridge.at(href('cases')));
  },
  async case({ page, office }) {
    await page.goto(office.bridge.at(href('case', { id: office.resolved })));
  },
  async settles({ page, office }) {
    await page.goto(office.bridge.at(href('settles')));
    await expect(page.getByRole('main').getByRole('link', { name: /Dewi Contoh/ })).toBeVisible();
  },
  async settle({ page, office }) {
    await page.goto(office.bridge.at(href('settle', { id: office.disputed })));
    await expect(page.getByRole('article', { name: 'Versi kanan' })).toBeVisible();
  },
  async follow_ups({ page, office }) {
    await page.goto(office.bridge.at(href('follow_ups')));
    await expect(page.getByRole('grid', { name: 'Tindak Lanjut' })).toBeVisible();
  },
  async escalations({ page, office }) {
    await page.goto(office.bridge.at(href('escalations')));
    await expect(page.getByRole('textbox', { name: 'Jawaban Anda' })).toBeVisible();
  },
  async parties({ page, office }) {
    await page.goto(office.bridge.at(href('parties')));
  },
  async party({ page, office }) {
    await page.goto(office.bridge.at(href('party', { id: office.person })));
  },
  async standard({ page, office }) {
    await page.goto(office.bridge.at(href('standard')));
    await expect(page.getByRole('heading', { name: 'Jam kerja minggu ini' })).toBeVisible();
  },
  async complaints({ page, office }) {
    await page.goto(office.bridge.at(href('complaints')));
    await expect(page.getByRole('button', { name: /^Tampilkan besar/ }).first()).toBeVisible();
  },
  async sync({ page, office }) {
    await page.goto(office.bridge.at(href('sync')));
    await expect(page.getByRole('status').getByText('Komputer ini bekerja sendiri')).toBeVisible();
  },
  async settings({ page, office }) {
    await page.goto(office.bridge.at(href('settings')));
  },
  async settings_users({ page, office }) {
    await page.goto(office.bridge.at(href('settings_users')));
  },
  async settings_server({ page, office }) {
    await page.goto(office.bridge.at(href('settings_server')));
  },
  async settings_pc({ page, office }) {
    await page.goto(office.bridge.at(href('settings_pc')));
  },
  async settings_recovery({ page, office }) {
    await page.goto(office.bridge.at(href('settings_recovery')));
  },
  async settings_office({ page, office }) {
    await page.goto(office.bridge.at(href('settings_office')));
    await expect(page.getByLabel('Nama kantor')).toHaveValue('KPPN Contoh');
  },
  async settings_standard({ page, office }) {
    await page.goto(office.bridge.at(href('settings_standard')));
    await expect(page.getByRole('heading', { name: 'Waktu layanan' })).toBeVisible();
  },
  async settings_sections({ page, office }) {
    await page.goto(office.bridge.at(href('settings_sections')));
    await expect(page.getByRole('grid', { name: 'Seksi' })).toBeVisible();
  },
  async settings_substitutes({ page, office }) {
    await page.goto(office.bridge.at(href('settings_substitutes')));
    await expect(page.getByText('Bertugas hari ini')).toBeVisible();
  },
  async settings_topics({ page, office }) {
    await page.goto(office.bridge.at(href('settings_topics')));
    await expect(page.getByRole('grid', { name: 'Topik' })).toBeVisible();
  },
  async settings_channels({ page, office }) {
    await page.goto(office.bridge.at(href('settings_channels')));
    await expect(page.getByRole('grid', { name: 'Kanal' })).toBeVisible();
  },
  async settings_complaints({ page, office }) {
    await page.goto(office.bridge.at(href('settings_complaints')));
    await expect(page.getByRole('grid', { name: 'Kanal Pengaduan' })).toBeVisible();
  },
  async settings_calendar({ page, office }) {
    // A year that is over has no day of today in it.
    await page.goto(office.bridge.at(href('settings_calendar', {}, { tahun: '2025' })));
    await expect(page.getByRole('grid', { name: 'Desember' })).toBeVisible();
  },
  async settings_people({ page, office }) {
    await page.goto(office.bridge.at(href('settings_people')));
    await expect(page.getByRole('grid', { name: 'Pengguna dan Peran' })).toBeVisible();
  },
  async settings_erasures({ page, office }) {
    await page.goto(office.bridge.at(href('settings_erasures')));
    await expect(page.getByText('Belum ada permintaan penghapusan.')).toBeVisible();
  },
};

/** Sizes in CSS pixels at which everything must fit: the smallest window, and 200 % on 1920x1080. */
const sizes = [
  { width: 1024, height: 680 },
  { width: 1366, height: 768 },
  { width: 960, height: 540 },
];

/** Waits until the screen is there: its heading stands and nothing is being asked any more. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

test('every screen of the router has an entry here', () => {
  expect(Object.keys(screens).sort()).toEqual(routes.map((route) => route.name).sort());
});

test('what is wrong with a page is told', async ({ page }) => {
  await page.setContent('<html lang="id"><title>Uji</title><main><h1>Uji</h1><img src="data:,"><p style="color: #ccc; background: #fff">pucat</p></main></html>');
  const told = await inaccessible(page);
  expect(told.map((line) => line.split(':')[0])).toEqual(['color-contrast', 'image-alt']);
});

for (const { name } of routes) {
  test.describe(name, () => {
    for (const theme of ['light', 'dark'] as const) {
      test(`is accessible and reads as recorded in the ${theme} theme`, async ({ page, office, afresh }) => {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await screens[name]({ page, office, afresh });
        await settled(page);
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        expect(await inaccessible(page)).toEqual([]);
        expect(stable(await page.locator('body').ariaSnapshot())).toMatchSnapshot(`${name}.aria.yml`);
      });
    }

    for (const size of sizes) {
      test(`fits into ${size.width} by ${size.height}`, async ({ page, office, afresh }) => {
        await page.setViewportSize(size);
        await screens[name]({ page, office, afresh });
        await settled(page);
        expect(await overflowing(page)).toEqual([]);
      });
    }
  });
}
