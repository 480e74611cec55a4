// The service beyond asking and answering, by keyboard: documents asked for, a promise, progress, and where each is found again.
import { href } from '../../../ui/src/lib/routes.ts';
import { Bridge } from '../src/bridge.ts';
import { begin, EMPTY } from '../src/office.ts';
import { expect, test } from '../src/test.ts';
import { now } from '../src/time.ts';

test('a promise with its document and contact person, from Ctrl+D and Ctrl+T to Tindak Lanjut', async ({ page }) => {
  const bridge = await Bridge.start();
  try {
    await begin(bridge);
    const { topics, types } = await bridge.call('catalogue.get', {});
    const topic = topics.find((one) => one.documents.length > 1);
    const type = types.find((one) => one.has_satker_code);
    if (!topic || !type) throw new Error('the catalogue is empty');
    const { case: id } = await bridge.call('draft.new', {});
    const fields = {
      ...EMPTY,
      stakeholder_type: type.code,
      person_name: 'Rahma Contoh',
      phone: '081200000001',
      organisation_name: 'Dinas Contoh Kehutanan',
      satker_code: '012345',
      role: type.roles[0]?.code ?? null,
      question: 'Kapan SPM kami dapat diproses?',
      topic: topic.code,
      section: topic.section,
    };
    await bridge.call('draft.save', { case: id, fields, seen: null, first_key_at: now() });
    await bridge.call('case.record', { case: id });
    await page.goto(bridge.at(href('case', { id })));
    await expect(page.getByRole('heading', { level: 1, name: 'Dinas Contoh Kehutanan' })).toBeVisible();

    // The usual documents of the topic: the first one by its number.
    await page.keyboard.press('Control+d');
    await expect(page.getByRole('dialog', { name: 'Minta Dokumen Pendukung' })).toBeVisible();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: /Dokumen yang diminta/ })).toBeVisible();

    // A promise needs somebody to be told; whoever asks is proposed.
    await page.keyboard.press('Control+t');
    const promise = page.getByRole('dialog', { name: 'Jadwalkan Tindak Lanjut' });
    await expect(promise.getByRole('textbox', { name: 'Nama kontak' })).toHaveValue('Rahma Contoh');
    await page.keyboard.press('Control+Enter');
    await expect(promise).toBeHidden();
    await expect(page.getByRole('region', { name: 'Tenggat' })).toBeVisible();

    // The same key records progress from now on; what is missing is marked and has the focus.
    await page.keyboard.press('Control+t');
    const progress = page.getByRole('dialog', { name: 'Catat progres' });
    await expect(progress).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(progress.getByRole('combobox', { name: 'Disampaikan melalui' })).toBeFocused();
    await page.keyboard.type('WhatsApp');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Dokumen sudah kami terima, sedang diperiksa.');
    await page.keyboard.press('Control+Enter');
    await expect(progress).toBeHidden();

    await page.keyboard.press('Alt+3');
    const rows = page.getByRole('grid', { name: 'Tindak Lanjut' }).getByRole('row');
    await expect(rows.filter({ hasText: 'Dinas Contoh Kehutanan' }).first()).toBeVisible();
  } finally {
    await page.goto('about:blank');
    await bridge.stop();
  }
});
