// Pulls the plug while the officer types, and starts again on the same folder.
import { href } from '../../../ui/src/lib/routes.ts';
import { Bridge } from '../src/bridge.ts';
import { EMPTY, OFFICER, PASSWORD, begin, sample } from '../src/office.ts';
import { expect, test } from '../src/test.ts';
import { now } from '../src/time.ts';

/** What the officer is promised: a key pressed this long ago is on the disk, whatever happens now. */
const PROMISE_MS = 500;
/** For the measurement alone: the machine of the tests may do something else for a moment between the key, the clock and the cut. */
const ALLOWANCE_MS = 250;
/** From one key to the next, as a quick officer types. */
const PACE_MS = 40;
/** Keys after which the plug is pulled: at different distances from the last save. */
const CUTS = [53, 60, 66];

/** What stood in the field after each key, and when, by the page's own clock. */
type Typed = { at: number; text: string }[];
declare global {
  interface Window {
    typed: Typed;
  }
}

test('words and whole files of a draft are there after a power cut', async ({ page, complaints }) => {
  const bridge = await Bridge.start();
  let again: Bridge | null = null;
  try {
    await begin(bridge);
    const { case: kase } = await bridge.call('draft.new', {});
    await bridge.call('draft.save', { case: kase, fields: EMPTY, seen: null, first_key_at: null });
    await page.goto(bridge.at(href('case', { id: kase })));
    const pdf = await sample('surat.pdf');
    await bridge.attach(kase, 'surat.pdf', pdf);
    const question = page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' });
    await question.pressSequentially('Kata terakhir yang diketik sebelum listrik padam');
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

test('every key pressed half a second before a power cut is there afterwards', async ({ page, complaints }) => {
  test.setTimeout(120_000);
  let bridge = await Bridge.start();
  try {
    await begin(bridge);
    const { case: kase } = await bridge.call('draft.new', {});
    for (const cut of CUTS) {
      await page.goto(bridge.at(href('case', { id: kase })));
      const question = page.getByRole('textbox', { name: 'Pertanyaan/Permasalahan' });
      // The page sets the focus itself once the case is there.
      await expect(page.locator('#case-person_name')).toBeFocused();
      await question.click();
      await page.keyboard.press('End');
      await question.evaluate((field: HTMLTextAreaElement) => {
        window.typed = [];
        field.addEventListener('input', () => window.typed.push({ at: Date.now(), text: field.value }));
      });
      let cutAt = 0;
      let killed: Promise<void> | null = null;
      let dead = false;
      // The hand does not stop: keys are pressed before, during and after the cut.
      for (let key = 1; !dead; key += 1) {
        await page.keyboard.type(key % 6 === 0 ? ' ' : String.fromCharCode(97 + (key % 26)), { delay: PACE_MS });
        if (key !== cut) continue;
        cutAt = now();
        killed = bridge.kill().then(() => void (dead = true));
      }
      await killed;
      const typed = await page.evaluate(() => window.typed);
      await page.goto('about:blank');
      complaints.length = 0;
      const before = typed.filter(({ at }) => at <= cutAt);
      const promised = before.filter(({ at }) => at < cutAt - PROMISE_MS - ALLOWANCE_MS).at(-1)?.text ?? '';
      // The measurement measured something: there was typing right up to the cut, and long enough before it.
      expect(cutAt - (before.at(-1)?.at ?? 0)).toBeLessThan(PROMISE_MS);
      expect(promised.length).toBeGreaterThan(10);

      bridge = await Bridge.on(bridge.folder);
      const { tiles } = await bridge.call('session.state', {});
      const user = tiles.find((tile) => tile.name === OFFICER)?.user ?? '';
      await bridge.call('session.sign_in', { user, password: PASSWORD });
      const kept = (await bridge.call('case.view', { case: kase })).fields.question;
      expect(kept.slice(0, promised.length)).toBe(promised);
    }
  } finally {
    await page.goto('about:blank');
    await bridge.stop();
  }
});
