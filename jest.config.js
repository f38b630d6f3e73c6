const { idleHeapOfWorker, testWorkers } = require('./test/support/workers.cjs');

// Packages that are ESM only, which Jest can `require()` only on Node 24.9 and later, and one that calls `import()`, which Jest
// knows nothing of without a flag of Node: swc compiles them.
const compiledPackages = [
  '@nestjs',
  'openid-client',
  'oauth4webapi',
  'jose',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'cookie',
  'content-disposition',
  'temporal-polyfill',
  'temporal-utils',
  'hyparquet',
  'hyparquet-writer',
  '@opentelemetry/otlp-exporter-base',
];

// A developer's file of settings is not the tests'.
process.env.ENV_FILE = '';

// Files that `npm test` leaves to `npm run test:nightly` (test/nightly.mjs).
const leftOut = (process.env.TESTS_LEFT_OUT ?? '').split(' ').filter(Boolean);
const ignored = ['/node_modules/', ...leftOut.map((file) => `/${file.replaceAll('.', '\\.')}$`)];

const transform = '<rootDir>/test/support/counting-transform.cjs';
const jsx = {
  sourceMaps: true,
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
};

/** @type {import('jest').Config} */
const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  // Not the packages: nothing there is a test, and to list their files takes a second.
  roots: ['src', 'web', 'packages', 'test'].map((folder) => `<rootDir>/${folder}`),
  runtime: '<rootDir>/test/support/worker/compile-once.cjs',
  moduleFileExtensions: ['js', 'ts', 'json'],
  transform: { '^.+\\.[cm]?[tj]s$': [transform, {}] },
  testPathIgnorePatterns: ignored,
  transformIgnorePatterns: [`/node_modules/(?!(${compiledPackages.join('|')})/)`],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@loyalty-platform/client$': '<rootDir>/packages/client/src/index.ts',
    // As the exports of package.json, of the sources.
    '^loyalty-platform/packages/([a-z-]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^loyalty-platform/(.*)$': '<rootDir>/src/$1',
  },
};

const properties = '<rootDir>/test/support/property-seed.ts';

const ofPages = {
  ...shared,
  displayName: 'pages',
  setupFilesAfterEnv: ['<rootDir>/test/support/unit-patience.ts'],
};

/** One set of modules a worker, and one application for the files that ask for it. */
const onDatabase = {
  testEnvironment: '<rootDir>/test/support/worker/environment.cjs',
  runtime: '<rootDir>/test/support/worker/runtime.cjs',
  setupFiles: [properties],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/database-project.ts'],
};

// Tests that write rows which nobody decided, or break rows on purpose. They have a database of their own, so that the
// ledger of all others can be verified after the run.
const madeUp = [
  'integration/transactions/books/liability-figures',
  'integration/transactions/books/liability-periods',
  'integration/transactions/gifts/gift-tampering',
  'integration/transactions/jobs/network-signs',
  'integration/transactions/jobs/relay',
  'integration/transactions/jobs/figures-by-hour',
  'integration/transactions/figures/cohorts',
  'integration/transactions/figures/breakdowns',
  'integration/transactions/figures/letter',
  'integration/transactions/figures/figure-alerts',
  'integration/transactions/figures/new-guests',
  'integration/transactions/figures/same-answers',
  'integration/transactions/figures/figures',
  'integration/transactions/till/ends-of-points',
  'integration/transactions/figures/reports',
  'integration/transactions/books/settlements',
  'integration/subscriptions/weeks-of-sales',
  'integration/transactions/books/seals',
  'integration/marketing/segments/rfm',
  'integration/marketing/segments/segments-ledger-fields',
  'integration/security/routes',
  'integration/transactions/books/verify-ledger',
  'integration/transactions/books/verify-ledger-broken',
  'integration/transactions/whatif/verify-ledger-explain',
  'trust/isolation',
  'trust/isolation-roles',
];

/** @type {import('jest').Config} */
module.exports = {
  maxWorkers: testWorkers(),
  // What a file of tests has loaded is never given back whole: with counters in the code a worker once ran out of memory.
  workerIdleMemoryLimit: idleHeapOfWorker(),
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/src/**/*.spec.ts',
        '<rootDir>/packages/*/src/**/*.spec.ts',
        '<rootDir>/test/house/**/*.spec.ts',
      ],
      setupFiles: [properties, '<rootDir>/test/support/unit-settings.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/support/unit-patience.ts'],
    },
    {
      ...ofPages,
      testMatch: ['<rootDir>/web/src/**/*.spec.ts', '<rootDir>/test/pages/*.spec.ts'],
      setupFiles: [properties, '<rootDir>/test/support/pages-window.ts'],
    },
    {
      ...ofPages,
      testMatch: ['<rootDir>/test/pages/screens/*.spec.ts'],
      testEnvironment: '<rootDir>/test/pages/screens/harness/environment.cjs',
      transform: { ...shared.transform, '\\.tsx$': [transform, jsx] },
      moduleFileExtensions: [...shared.moduleFileExtensions, 'tsx'],
      moduleNameMapper: { ...shared.moduleNameMapper, '\\.css$': '<rootDir>/test/pages/screens/harness/classes.cjs' },
    },
    {
      ...shared,
      ...onDatabase,
      displayName: 'database',
      testMatch: [
        '<rootDir>/test/integration/**/*.spec.ts',
        '<rootDir>/test/e2e/**/*.spec.ts',
        '<rootDir>/test/trust/**/*.spec.ts',
      ],
      testPathIgnorePatterns: [...ignored, ...madeUp.map((name) => `/test/${name}\\.spec\\.ts$`)],
    },
    {
      ...shared,
      ...onDatabase,
      displayName: 'made-up',
      testMatch: madeUp.map((name) => `<rootDir>/test/${name}.spec.ts`),
      setupFiles: [properties, '<rootDir>/test/support/made-up-database.ts'],
    },
    {
      ...shared,
      displayName: 'start',
      testMatch: ['<rootDir>/test/start/**/*.spec.ts'],
      globalSetup: '<rootDir>/test/support/start-setup.mjs',
      setupFilesAfterEnv: ['<rootDir>/test/support/database-project.ts'],
    },
  ],
  // Counters in the code (counting-transform.cjs): with V8's own coverage none of it is optimized.
  coverageProvider: 'babel',
  coverageDirectory: 'coverage',
  collectCoverageFrom: [
    'src/**/*.ts',
    'packages/{demo,compat}/src/**/*.ts',
    '!src/generated/**',
    '!{src,packages/*/src}/**/*.spec.ts',
    '!src/main.ts',
    '!src/servers.ts',
    '!src/worker.ts',
  ],
  coverageThreshold: {
    global: { lines: 80, branches: 80 },
    './src/decision/': { lines: 95, branches: 95 },
    './src/transactions/ledger/': { lines: 95, branches: 95 },
  },
};
