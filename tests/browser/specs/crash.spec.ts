// Pulls the plug while the officer types, and starts again on the same folder.
import { href } from '../../../ui/src/lib/routes.ts';
import { Bridge } from '../src/bridge.ts';
import { EMPTY, OFFICER, PASSWORD, begin, sample } from '../src/office.ts';
import { expect, test } from '../src/test.ts';

test('words and whole files of a draft are there after a power cut', async ({ page, complaints }) => {
  const bridge = await Bridge.start();
  let again: Bridge | null = null;
  try {
    await begin(bridge);
    const { case: kase } = await bridge.call('draft.new', {});
    await bridge.call('draft.save', { case: kase, fields: EMPTY, first_key_at: null });
    await page.goto(bridge.at(href('case', { id: kase })));
    const pdf = await sample('surat.pdf');
    await bridge.attach(kase, 'surat.pdf', pdf);
    const question = page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' });
    await question.pressSequentially('Kata terakhir yang diketik sebelum listrik padam');
    // What was typed is promised to be kept within half a second; the page says when it is.
    await expect.poll(async () => (await bridge.call('case.view', { case: kase })).fields.question).toBe(await question.inputValue());
    await bridge.kill();
    await page.goto('about:blank');
    complaints.length = 0;

    again = await Bridge.on(bridge.folder);
    const { tiles } = await again.call('session.state', {});
    const user = tiles.find((tile) => tile.name === OFFICER)?.user ?? '';
    await again.call('session.sign_in', { user, password: PASSWORD });
    const view = await again.call('case.view', { case: kase });
    expect(view.fields.question).toBe('Kata terakhir yang diketik sebelum listrik padam');
    expect(view.files.map((file) => [file.name, file.size])).toEqual([['surat.pdf', pdf.length]]);
    await page.goto(again.at(href('case', { id: kase })));
    await expect(page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' })).toHaveValue(/listrik padam$/);
    await expect(page.getByText('surat.pdf').first()).toBeVisible();
  } finally {
    await page.goto('about:blank');
    await (again ?? bridge).stop();
  }
});
