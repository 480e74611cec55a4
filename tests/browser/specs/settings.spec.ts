// What an admin sets, by keyboard: a topic that is retired, a holiday on a day of the calendar, holidays that are pasted, a limit that is to come.
import { href } from '../../../ui/src/lib/routes.ts';
import { begin } from '../src/office.ts';
import { expect, test } from '../src/test.ts';

test('a retired topic is out of the list, and still known', async ({ page, fresh }) => {
  await begin(fresh);
  const { topics } = await fresh.call('catalogue.get', {});
  const [first, second] = topics;
  if (!first || !second) throw new Error('the catalogue is empty');
  await page.goto(fresh.at(href('home')));
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Alt+6');
  await page.getByRole('navigation', { name: 'Pengaturan' }).getByRole('link', { name: 'Topik' }).press('Enter');

  const grid = page.getByRole('grid', { name: 'Topik' });
  await grid.getByRole('row', { name: first.name }).press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: second.name });
  await expect(dialog).toContainText(`Kode ${second.code}`);
  await dialog.getByRole('checkbox', { name: 'Tidak dipakai lagi' }).press('Space');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(grid.getByRole('row', { name: second.name })).toHaveCount(0);
  await page.getByRole('checkbox', { name: /Tampilkan juga yang tidak dipakai lagi/ }).press('Space');
  await expect(grid.getByRole('row', { name: second.name })).toContainText('Tidak dipakai lagi');
});

test('a day becomes a holiday where the arrow keys stand, and a working day again', async ({ page, fresh }) => {
  await begin(fresh);
  await page.goto(fresh.at(href('settings_calendar', {}, { tahun: '2027' })));
  const june = page.getByRole('grid', { name: 'Juni' });
  await page.getByRole('grid', { name: 'Januari' }).getByRole('button', { name: /^Jumat, 1 Januari 2027/ }).focus();
  for (let month = 1; month < 6; month++) await page.keyboard.press('PageDown');
  await page.keyboard.press('ArrowDown');
  const day = june.getByRole('button', { name: /^Selasa, 8 Juni 2027/ });
  await expect(day).toBeFocused();
  await page.keyboard.press('Enter');

  const dialog = page.getByRole('dialog', { name: 'Selasa, 8 Juni 2027' });
  await expect(dialog.getByRole('textbox', { name: 'Nama hari libur' })).toBeFocused();
  // What is missing is said at its field.
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Ketik nama hari liburnya.')).toBeVisible();
  await page.keyboard.type('Hari Contoh Daerah');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(june.getByRole('button', { name: /Hari Contoh Daerah/ })).toBeFocused();

  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Jadikan hari kerja' }).press('Enter');
  await page.getByRole('dialog', { name: /Jadikan Selasa, 8 Juni 2027 hari kerja/ }).getByRole('button', { name: 'Jadikan hari kerja' }).press('Enter');
  await expect(june.getByRole('button', { name: /^Selasa, 8 Juni 2027, hari kerja/ })).toBeVisible();
});

test('pasted holidays are shown before they are taken in, bad lines with their reason', async ({ page, fresh }) => {
  await begin(fresh);
  await page.goto(fresh.at(href('settings_calendar', {}, { tahun: '2031' })));
  await expect(page.getByText('Hari libur tahun 2031 belum ada.')).toBeVisible();
  await page.getByRole('button', { name: 'Tempel atau impor…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Tempel atau impor hari libur' });
  await dialog.getByRole('textbox').fill('2031-01-01; libur nasional; Tahun Baru Masehi\nbesok; libur nasional; Entah\n2031-12-26; cuti bersama; Natal');
  await dialog.getByRole('button', { name: 'Periksa' }).press('Enter');
  await expect(dialog.getByText(/^Baris 2:/)).toBeVisible();
  await expect(dialog.getByRole('row', { name: /Tahun Baru Masehi/ })).toContainText('Baru');
  await dialog.getByRole('button', { name: 'Terapkan 2 hari' }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Hari libur tahun 2031 belum ada.')).toBeHidden();
  await expect(page.getByRole('grid', { name: 'Desember' }).getByRole('button', { name: /Natal \(Cuti bersama\)/ })).toBeVisible();
});

test('a limit that is to come says from when it holds, and by which decree', async ({ page, fresh }) => {
  await begin(fresh);
  await page.goto(fresh.at(href('settings_standard')));
  await page.getByRole('button', { name: /^Ganti mulai tanggal… Batas solusi/ }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Batas solusi' });
  await dialog.getByLabel('Angka baru (hari kerja)').fill('5');
  await dialog.getByLabel('Berlaku mulai').fill('2031-01-02');
  await expect(dialog.getByText(/Berlaku mulai 2 Januari 2031: 5 hari kerja\./)).toBeVisible();
  // Without a legal basis nothing is recorded.
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByLabel('Dasar hukum')).toBeFocused();
  await page.keyboard.type('KEP Contoh/2030');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  const panel = page.getByRole('region', { name: 'Batas solusi' });
  await expect(panel).toContainText('5 hari kerja mulai 2 Januari 2031');
  await expect(panel).toContainText('Akan berlaku');
  await expect(panel).toContainText('KEP Contoh/2030');
});
