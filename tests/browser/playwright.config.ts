// Drives the real program behind its bridge in the system's Chromium.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'specs',
  outputDir: 'results',
  snapshotPathTemplate: 'snapshots/{arg}{ext}',
  // A missing snapshot is a failure, never written in passing: `npm run snapshots` writes them.
  updateSnapshots: process.env['CI'] ? 'none' : 'missing',
  forbidOnly: true,
  fullyParallel: false,
  workers: 2,
  // A key pressed by a test can be faster than a loaded build server draws; a second try is told of as flaky.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    locale: 'id-ID',
    timezoneId: 'Asia/Makassar',
    viewport: { width: 1366, height: 768 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['LAKON_CHROMIUM'] ?? '/usr/bin/chromium',
      // Chromium must speak to nobody but the bridge: not to its maker, not over QUIC.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
