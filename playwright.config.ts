import { defineConfig } from '@playwright/test';
import { testWorkers } from './test/support/workers.cjs';

// A developer's file of settings is not the tests'.
process.env.ENV_FILE = '';

const isRoot = process.getuid?.() === 0;

/** The addresses of servers, one a worker, so that files which run at once meet no rows of each other. */
const servers = process.env.BROWSER_BASE_URLS?.split(' ');
const worker = Number(process.env.TEST_PARALLEL_INDEX ?? 0);

/**
 * `npm test` walks the journeys whose title ends with `@smoke`, a few of each application; `npm run test:nightly` walks all. States of
 * pages are shown by the tests of components (test/pages/screens).
 */
const journeys = process.env.TESTS_LEFT_OUT ? /@smoke/ : undefined;

/** Pages in Chromium, against servers that the run starts (test/browser/harness). Set BROWSER_BASE_URLS to use others. */
export default defineConfig({
  testDir: 'test/browser',
  testMatch: '**/*.spec.ts',
  grep: journeys,
  globalSetup: './test/browser/harness/global-setup.mjs',
  outputDir: 'test-results/browser',
  workers: servers?.length ?? testWorkers(),
  // A busy machine may take its time; what comes sooner costs nothing.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  // In `npm test` a page that was slow once is looked at again; its end says which were.
  retries: process.env.BROWSER_REPORT ? 1 : 0,
  reporter: process.env.BROWSER_REPORT ? [['list'], ['json', { outputFile: process.env.BROWSER_REPORT }]] : [['list']],
  use: {
    baseURL: servers?.[worker],
    locale: 'en-GB',
    timezoneId: 'Europe/Moscow',
    // Pages kept on the device would hide what a test puts before the server; files about that let the worker in.
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
    // A colour on its way from one to another is none of those that are looked at.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env.BROWSER_EXECUTABLE === undefined ? {} : { executablePath: process.env.BROWSER_EXECUTABLE }),
      ...(process.env.BROWSER_LIBRARIES === undefined
        ? {}
        : { env: { ...process.env, LD_LIBRARY_PATH: process.env.BROWSER_LIBRARIES } }),
      // Chromium's sandbox refuses root; shared memory of containers is often too small for it.
      args: [...(isRoot ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
    },
  },
});
