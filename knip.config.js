const { devDependencies: tools } = require('./packages/tools/package.json');

/** @type {import('knip').KnipConfig} */
module.exports = {
  workspaces: {
    '.': {
      // Found by themselves only where the root names their packages.
      ...{ jest: true, oxlint: true, playwright: true, prettier: true, stryker: true },
      entry: [
        'src/main.ts',
        'src/servers.ts',
        'src/worker.ts',
        'src/cli.ts',
        'scripts/*.mjs',
        'scripts/api/changes.mjs',
        'scripts/lint/house-rules.mjs',
        'scripts/lint/migration-locks.mjs',
        'scripts/docs/archive.mjs',
        'scripts/docs/database.mjs',
        'scripts/docs/exports.mjs',
        'scripts/docs/personal-data.mjs',
        'web/src/app/main.tsx',
        'web/src/shared/offline/service-worker.ts',
        'web/vite.config.ts',
        'test/**/*.spec.ts',
        'test/performance/*.mjs',
        'test/support/global-*.mjs',
        'test/support/oidc/*.mjs',
        'test/support/cells/make-networks.mjs',
        'test/support/replica/*.mjs',
        'test/support/second-cluster.ts',
        'test/start/upgrade/*.mjs',
        'src/**/*.spec.ts',
        'web/src/**/*.spec.ts',
        'test/trust/*.mjs',
        'test/doubles/run.mjs',
        'test/doubles/chdb-server.mjs',
        'test/browser/**/*.spec.ts',
        'test/browser/harness/*.mjs',
      ],
      project: [
        'src/**/*.ts',
        'scripts/**/*.mjs',
        'web/**/*.{ts,tsx,mjs}',
        'test/**/*.{ts,mjs}',
        'test/{pages,support}/**/*.cjs',
      ],
    },
    'packages/client': {
      entry: ['src/**/*.spec.ts', 'examples/*.ts'],
      project: ['src/**/*.ts', 'examples/*.ts'],
    },
    // Imported by the tests and scripts of the root; test/house/packages.spec.ts says which nothing uses.
    'packages/tools': { ignoreDependencies: ['.*'] },
  },
  ignoreExportsUsedInFile: true,
  exclude: ['types'],
  ignoreBinaries: [
    ...['faketime', 'kcat', 'mount', 'openssl', 'pg_dump', 'pg_restore', 'pgbackrest', 'pgbench', 'promtool', 'umount'],
    ...['jest', 'playwright', 'prettier', 'stryker'],
  ],
  ignoreDependencies: [
    new RegExp(`^(${Object.keys(tools).join('|')})$`),
    '@nestjs/schematics',
    '@prisma/client',
    '@stryker-mutator/in-process-runner',
    'chdb',
    'dejavu-fonts-ttf',
  ],
};
