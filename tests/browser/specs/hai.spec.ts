// HAI CSO, by keyboard: an answer waits for the stakeholder's word and is chased up; a ticket number belongs to one case.
import { href } from '../../../ui/src/lib/routes.ts';
import { act, chooseIn, typeInto } from '../src/keys.ts';
import { begin, haiChannel, recorded } from '../src/office.ts';
import { expect, test } from '../src/test.ts';

test('an answer waits for confirmation, is chased up, and ends Resolved when it is confirmed', async ({ page, fresh }) => {
  await begin(fresh);
  const id = await recorded(fresh, { channel: await haiChannel(fresh), hai_reference: 'HAI-2026-000123', question: 'Mengapa ADK ditolak aplikasi?' });
  await page.goto(fresh.at(href('case', { id })));
  const answer = page.getByRole('textbox', { name: 'Jawaban/Solusi' });
  await expect(page.getByRole('button', { name: /^Jawab, tunggu konfirmasi/ }).first()).toBeVisible();
  // Without an answer there is nothing to confirm.
  await page.keyboard.press('Control+Enter');
  await expect(answer).toBeFocused();
  await page.keyboard.type('Perbarui referensi, lalu buat ulang ADK.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/dijawab\. Menunggu konfirmasi stakeholder\./).first()).toBeVisible();
  await expect(page.getByText('Menunggu Konfirmasi Stakeholder').first()).toBeVisible();

  await page.keyboard.press('Alt+1');
  const awaited = page.getByRole('region', { name: 'Yang kita tunggu' }).getByRole('link', { name: /^Konfirmasi stakeholder/ });
  await awaited.press('Enter');
  const row = page.getByRole('grid', { name: 'Konsultasi' }).getByRole('row', { name: /Mengapa ADK ditolak/ });
  await row.press('Enter');
  await expect(page).toHaveURL(new RegExp(id));

  await act(page, /^Tanyakan konfirmasi/);
  const chase = page.getByRole('dialog', { name: 'Tanyakan konfirmasi kepada stakeholder' });
  await chooseIn(page, chase.getByRole('combobox', { name: 'Disampaikan melalui' }), 'WhatsApp');
  await typeInto(page, chase.getByRole('textbox', { name: 'Yang disampaikan' }), 'Apakah ADK sudah diterima?');
  await page.keyboard.press('Control+Enter');
  await expect(chase).toBeHidden();
  await expect(page.getByText('Apakah ADK sudah diterima?').first()).toBeVisible();

  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Dikonfirmasi stakeholder. Konsultasi selesai.').first()).toBeVisible();
  await expect(page.getByText('Selesai (Resolved)').first()).toBeVisible();
});

test('a ticket number that another case has is refused, with that case named and one key away', async ({ page, fresh }) => {
  await begin(fresh);
  const channel = await haiChannel(fresh);
  const first = await recorded(fresh, { channel, hai_reference: 'HAI-2026-000123', question: 'Mengapa ADK ditolak aplikasi?' });
  const { number } = await fresh.call('case.view', { case: first });
  const second = await recorded(fresh, { channel, person_name: 'Bima Contoh', phone: '081200000002', question: 'ADK kami juga ditolak' });
  await page.goto(fresh.at(href('case', { id: second })));
  const ticket = page.getByRole('textbox', { name: 'Nomor Referensi Tiket HAI' });
  await typeInto(page, ticket, 'HAI-2026-000123');
  await page.keyboard.press('Tab');
  await expect(ticket).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText(`Nomor referensi HAI ini sudah dicatat pada konsultasi ${number}`, { exact: false }).first()).toBeVisible();
  await page.getByRole('link', { name: `Buka konsultasi ${number}` }).press('Enter');
  await expect(page).toHaveURL(new RegExp(first));
  // The page sets the focus itself once the case is there.
  await expect(page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' })).toHaveValue('Mengapa ADK ditolak aplikasi?');
  await expect(page.getByRole('textbox', { name: 'Jawaban/Solusi' })).toBeFocused();

  // The number finds the case.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('HAI-2026-000123');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Konsultasi' }).getByRole('row', { name: /Mengapa ADK ditolak/ })).toBeVisible();
});
