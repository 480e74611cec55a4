// The tests' own `test`: with an office full of data for looking, and an empty program for doing.
import { type Page, test as base } from '@playwright/test';
import { Bridge } from './bridge.ts';
import { begin, fill, type Office } from './office.ts';
import { follow } from './time.ts';

interface Each {
  /** A program on an empty folder, ended after the test. */
  fresh: Bridge;
  /** The same, started at the first call: for a test that may not need it. */
  afresh: () => Promise<Bridge>;
  /** Collects what the page complains about; the test fails when something is there at its end. */
  complaints: string[];
}

interface Shared {
  /** An office with data. Tests that use it only look, and what they record of a screen must not depend on who looked before. */
  office: Office;
  /** Another one like it, in which cases are opened and left: that alone makes a record of what somebody was typing. */
  busy: Office;
}

/** Keeps an office open for the tests of one worker. */
async function keep(use: (office: Office) => Promise<void>): Promise<void> {
  const bridge = await Bridge.start();
  try {
    await begin(bridge);
    await use(await fill(bridge));
  } finally {
    await bridge.stop();
  }
}

export const test = base.extend<Each, Shared>({
  office: [async ({}, use) => keep(use), { scope: 'worker', timeout: 120_000 }],
  busy: [async ({}, use) => keep(use), { scope: 'worker', timeout: 120_000 }],
  context: async ({ context }, use) => {
    await follow(context);
    await use(context);
  },
  afresh: async ({ page }, use) => {
    let bridge: Promise<Bridge> | undefined;
    try {
      await use(() => (bridge ??= Bridge.start()));
    } finally {
      if (bridge) {
        // A page whose program ends under it complains; that is no fault of either.
        await page.goto('about:blank');
        await (await bridge).stop();
      }
    }
  },
  fresh: async ({ afresh }, use) => use(await afresh()),
  complaints: [
    async ({ page }, use) => {
      const complaints = listen(page);
      await use(complaints);
      base.expect(complaints, 'the page complained').toEqual([]);
    },
    { auto: true },
  ],
});

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A refusal of the program is an answer; the browser reports its status all the same.
    if (message.type() === 'error' && !message.text().includes('400 (Bad Request)')) complaints.push(message.text());
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // Leaving a screen ends its event stream and its questions.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`);
  });
  return complaints;
}

export { expect } from '@playwright/test';
