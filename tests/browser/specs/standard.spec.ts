// The pages shown to visitors, by keyboard: what the standard promises this week, the office's own words, and the complaint channels.
import { href } from '../../../ui/src/lib/routes.ts';
import { begin } from '../src/office.ts';
import { expect, test } from '../src/test.ts';

test('the standard shows both ways, its limits and the hours of this week', async ({ page, busy: office }) => {
  await page.goto(office.bridge.at(href('home')));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Alt+7');
  await expect(page.getByRole('heading', { level: 1, name: 'Standar Layanan' })).toBeVisible();
  await expect(page.getByText('Berlaku hari ini, Senin, 23 November 2026')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Datang langsung' }).getByRole('listitem')).toHaveCount(8);
  await expect(page.getByRole('region', { name: 'Daring' }).getByRole('listitem')).toHaveCount(7);
  // The limit that is to come stands beside the one of today.
  await expect(page.getByRole('region', { name: 'Batas yang berlaku hari ini' })).toContainText('Mulai 1 Januari 2031 menjadi 25 menit (KEP Contoh/2030)');
  const week = page.getByRole('region', { name: 'Jam kerja minggu ini' });
  await expect(week).toContainText('07.30–16.00');
  await expect(week).toContainText('hari ini');
});

test('an admin gives a component the office\'s own words', async ({ page, fresh }) => {
  await begin(fresh);
  await page.goto(fresh.at(href('standard')));
  await page.getByRole('button', { name: /Kompetensi pelaksana$/ }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Kompetensi pelaksana' });
  await expect(dialog.getByRole('textbox', { name: 'Naskah kantor' })).toBeFocused();
  await page.keyboard.type('Petugas bersertifikat layanan.');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: 'Komponen standar pelayanan' })).toContainText('Petugas bersertifikat layanan.');
});

test('the complaint channels are one key away, and a code is enlarged and closed again', async ({ page, busy: office }) => {
  await page.goto(office.bridge.at(href('home')));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Alt+8');
  await expect(page.getByRole('heading', { level: 1, name: 'Kanal Pengaduan' })).toBeVisible();
  // Nothing can be typed here: complaints go elsewhere.
  await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);
  const code = page.getByRole('button', { name: /^Tampilkan besar/ }).first();
  await code.press('Enter');
  await expect(page.getByRole('dialog').getByRole('img', { name: /^Kode QR/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(code).toBeFocused();
});
