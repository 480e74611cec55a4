// Beranda and the bell, by keyboard: what is owed, awaited, asked and offered, each one key away from where it is done.
import { href } from '../../../ui/src/lib/routes.ts';
import { begin, recorded } from '../src/office.ts';
import { expect, test } from '../src/test.ts';
import { now } from '../src/time.ts';

test('Beranda says what is overdue, what is due, what is awaited and how the day went', async ({ page, busy: office }) => {
  await page.goto(office.bridge.at(href('home')));
  await expect(page.getByRole('heading', { level: 1, name: /^Selamat pagi, Petugas Contoh/ })).toBeVisible();
  const owed = page.getByRole('region', { name: 'Yang ditunggu stakeholder' });
  await expect(owed.getByRole('heading', { level: 3 }).first()).toHaveText('Terlambat');
  await expect(owed.getByRole('link', { name: /Kapan revisi DIPA kami disahkan/ }).first()).toContainText('Terlambat 1 hari kerja');
  await expect(owed.getByRole('heading', { level: 3, name: 'Kamis, 26 November 2026' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Sedang dilayani' }).getByRole('link').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Eskalasi untuk Anda' })).toContainText('1 menunggu');
  await expect(page.getByRole('region', { name: 'Serah terima tugas' })).toContainText('Apa syarat dispensasi SPM akhir tahun?');
  const awaited = page.getByRole('region', { name: 'Yang kita tunggu' });
  await expect(awaited.getByRole('link', { name: /^Dokumen pendukung/ })).toContainText('1');
  await expect(awaited.getByRole('link', { name: /^Konfirmasi stakeholder/ })).toContainText('1');
  await expect(page.getByText(/^Selesai hari ini 1, rata-rata/)).toBeVisible();
  await owed.getByRole('link', { name: /Kapan revisi DIPA kami disahkan/ }).first().press('Enter');
  await expect(page.getByText('Dicatat belakangan').first()).toBeVisible();
});

test('the bell opens with Ctrl+B, the arrow keys choose, Enter leads to where it is done, and what was read stays read', async ({ page, fresh }) => {
  await begin(fresh);
  const late = await recorded(fresh, { channel: 'telepon', question: 'Kapan revisi DIPA kami disahkan?' });
  await fresh.call('case.received', { case: late, at: now() - 6 * 86_400_000, reason: '' });
  const told = await recorded(fresh, { channel: 'telepon', person_name: 'Bima Contoh', phone: '081200000002', question: 'Kapan retur kami diajukan ulang?' });
  await fresh.call('case.received', { case: told, at: now() - 5 * 86_400_000, reason: '' });
  await page.goto(fresh.at(href('home')));
  const bell = page.getByRole('button', { name: /^Pemberitahuan, [1-9]/ });
  await expect(bell).toBeVisible();
  await page.keyboard.press('Control+b');
  const box = page.getByRole('dialog', { name: 'Pemberitahuan' });
  const rows = box.getByRole('link');
  await expect(rows.first()).toContainText('Jawaban melewati batas waktu');
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(late));
  await expect(box).toBeHidden();

  await page.keyboard.press('Control+b');
  await box.getByRole('button', { name: 'Tandai semua sudah dibaca' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Pemberitahuan, 0 belum dibaca' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(box).toBeHidden();
});
