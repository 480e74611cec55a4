// The service clock and whose case it is, by keyboard: late entry, pauses, corrections, reopening, a second question, shift end.
import { href } from '../../../ui/src/lib/routes.ts';
import { act, chooseIn, tabTo, typeInto } from '../src/keys.ts';
import { begin, draft, recorded, visitor } from '../src/office.ts';
import { change, COLLEAGUE, hire, OFFICER } from '../src/people.ts';
import { expect, test } from '../src/test.ts';

test('what was served last week is entered late, with its own time and due date', async ({ page, fresh }) => {
  await begin(fresh);
  const id = await recorded(fresh, { channel: 'telepon', question: 'Kapan revisi DIPA kami disahkan?' });
  await page.goto(fresh.at(href('case', { id })));
  await act(page, /^Diterima\/Dilayani pada/);
  const dialog = page.getByRole('dialog', { name: 'Diterima/Dilayani pada' });
  const at = dialog.getByLabel('Diterima/Dilayani pada');
  // What has not happened yet cannot have been served.
  await at.fill('2026-11-24T09:00');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Waktu ini belum terjadi.', { exact: false }).first()).toBeVisible();
  await at.fill('2026-11-17T09:00');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Dicatat belakangan').first()).toBeVisible();
  // Day 3 after Tuesday is Friday; on Monday that is one working day ago.
  await expect(page.getByRole('region', { name: 'Tenggat' })).toContainText('Terlambat 1 hari kerja');
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('grid', { name: 'Konsultasi' }).getByRole('row').filter({ hasText: 'dicatat belakangan' })).toHaveCount(1);
});

test('the clock stands still with a reason, goes on, and is corrected beside what was recorded', async ({ page, fresh }) => {
  await begin(fresh);
  const id = await recorded(fresh, { question: 'Mengapa SPM kami ditolak?' });
  await page.goto(fresh.at(href('case', { id })));
  const clock = page.getByRole('region', { name: 'Jam layanan' });

  await act(page, /^Jeda Waktu Layanan/);
  const pause = page.getByRole('dialog', { name: 'Jeda waktu layanan' });
  // Without its cause it is not recorded.
  await page.keyboard.press('Control+Enter');
  await expect(pause.getByRole('combobox', { name: 'Sebab' })).toBeFocused();
  await chooseIn(page, pause.getByRole('combobox', { name: 'Sebab' }), 'Telepon atau tamu lain');
  await typeInto(page, pause.getByRole('textbox', { name: 'Keterangan' }), 'Telepon dari kantor pusat');
  await page.keyboard.press('Control+Enter');
  await expect(pause).toBeHidden();
  await expect(clock.getByText('Dijeda sejak pukul', { exact: false })).toBeVisible();
  await expect(page.getByText('Telepon dari kantor pusat').first()).toBeVisible();

  await act(page, /^Lanjutkan Waktu Layanan/);
  await expect(clock.getByText('Dijeda sejak pukul', { exact: false })).toBeHidden();

  await clock.getByRole('button', { name: /^Koreksi jam/ }).press('Enter');
  const correct = page.getByRole('dialog', { name: 'Koreksi jam layanan' });
  await correct.getByLabel('Mulai').fill('2026-11-23T09:50');
  await page.keyboard.press('Control+Enter');
  await expect(correct.getByRole('textbox', { name: 'Alasan' })).toBeFocused();
  await page.keyboard.type('Pengunjung sudah dilayani sebelum diketik');
  await page.keyboard.press('Control+Enter');
  await expect(correct).toBeHidden();
  await expect(clock).toContainText('09.50 sampai sekarang');
  await expect(clock).toContainText('semula 10.');
});

test('a case that had ended is opened again with a reason and a new due date', async ({ page, fresh }) => {
  await begin(fresh);
  const id = await draft(fresh, { ...(await visitor(fresh)), question: 'Mengapa data supplier ditolak?', answer: 'Samakan nama rekening.' });
  await fresh.call('case.resolve', { case: id });
  await page.goto(fresh.at(href('case', { id })));
  await act(page, /^Buka Kembali/);
  const dialog = page.getByRole('dialog', { name: 'Buka kembali konsultasi ini?' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('textbox', { name: 'Alasan' })).toBeFocused();
  await page.keyboard.type('Rekening tetap ditolak');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Rekening tetap ditolak').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Tenggat' })).toContainText('26 November');
  await expect(page.getByRole('textbox', { name: 'Jawaban/Solusi' })).toBeEditable();
});

test('one more question of the same visitor is a case of its own in the same visit', async ({ page, fresh }) => {
  await begin(fresh);
  const id = await recorded(fresh, { question: 'Mengapa SPM kami ditolak?' });
  await page.goto(fresh.at(href('case', { id })));
  await page.getByRole('region', { name: 'Kunjungan ini' }).getByRole('button', { name: 'Konsultasi lain untuk pengunjung ini' }).press('Enter');
  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(page.getByText('Rahma Contoh').first()).toBeVisible();
  await typeInto(page, page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' }), 'Kapan retur kami diajukan ulang?');
  await tabTo(page, page.getByRole('combobox', { name: 'Topik' }));
  const visit = page.getByRole('region', { name: 'Kunjungan ini' });
  await expect(visit.getByRole('link', { name: 'Mengapa SPM kami ditolak?' })).toBeVisible();
  await visit.getByRole('link', { name: 'Mengapa SPM kami ditolak?' }).press('Enter');
  await expect(page).toHaveURL(new RegExp(id));
  await expect(visit.getByRole('link', { name: 'Kapan retur kami diajukan ulang?' })).toBeVisible();
});

test('a case is offered at shift end and is the colleague\'s once accepted', async ({ page, fresh }) => {
  await begin(fresh);
  await hire(fresh, COLLEAGUE, ['officer']);
  const id = await recorded(fresh, { question: 'Mengapa SPM kami ditolak?' });
  await page.goto(fresh.at(href('case', { id })));
  await act(page, /^Serah terima ke petugas lain/);
  const dialog = page.getByRole('dialog', { name: 'Serah terima ke petugas lain' });
  await expect(dialog.getByRole('option', { name: COLLEAGUE })).toBeAttached();
  await chooseIn(page, dialog.getByRole('combobox', { name: 'Kepada petugas' }), COLLEAGUE);
  await typeInto(page, dialog.getByRole('textbox', { name: 'Catatan untuk petugas itu' }), 'Tinggal menunggu surat ralat');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  // Until then it stays where it is.
  await expect(page.getByRole('region', { name: 'Serah terima' })).toContainText(`Ditawarkan kepada ${COLLEAGUE}`);

  await change(page, COLLEAGUE);
  const offers = page.getByRole('region', { name: 'Serah terima tugas' });
  await expect(offers).toContainText('Tinggal menunggu surat ralat');
  await offers.getByRole('button', { name: /^Terima/ }).press('Enter');
  await expect(page.getByText('Diterima. Konsultasinya sekarang pada Anda.').first()).toBeVisible();
  await page.goto(fresh.at(href('case', { id })));
  await expect(page.getByText('Serah terima diterima').first()).toBeVisible();

  await change(page, OFFICER);
  await page.goto(fresh.at(href('case', { id })));
  await expect(page.getByText(`Pada ${COLLEAGUE}`)).toBeVisible();
});
