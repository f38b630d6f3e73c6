/** @type {import('knip').KnipConfig} */
module.exports = {
  workspaces: {
    '.': {
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
        'test/**/*.spec.ts',
        'test/performance/*.mjs',
        'test/support/global-*.mjs',
        'test/support/oidc/*.mjs',
        'test/support/cells/make-networks.mjs',
        'test/support/replica/*.mjs',
        'test/support/second-cluster.ts',
        'test/start/upgrade/*.mjs',
        'src/**/*.spec.ts',
        'test/trust/*.mjs',
        'test/doubles/run.mjs',
        'test/doubles/chdb-server.mjs',
        'test/browser/**/*.spec.ts',
        'test/browser/harness/*.mjs',
      ],
      project: [
        'src/**/*.ts',
        'scripts/**/*.mjs',
        'test/**/*.{ts,mjs}',
        'test/{pages,support}/**/*.cjs',
        'prisma/schema/*.prisma',
      ],
    },
    'packages/client': {
      entry: ['src/**/*.spec.ts', 'examples/*.ts'],
      project: ['src/**/*.ts', 'examples/*.ts'],
    },
    // Its packages are used by scripts of the root, which test/house/packages.spec.ts checks.
    'packages/build': { ignoreDependencies: ['.*'] },
    web: {
      entry: ['src/shared/offline/service-worker.ts', 'src/**/*.spec.ts'],
      project: ['src/**/*.{ts,tsx}'],
      // A style sheet names its files, and Knip reads none.
      ignoreDependencies: ['@fontsource-variable/inter'],
    },
  },
  // Tests import them in a process of their own.
  ignoreIssues: {
    'scripts/{backup/{log,store},api/schema-changes}.mjs': ['exports'],
  },
  ignoreBinaries: [
    ...[
      'faketime',
      'kcat',
      'mount',
      'openssl',
      'pg_dump',
      'pg_restore',
      'pgbackrest',
      'pgbench',
      'pgbouncer',
      'promtool',
      'umount',
    ],
  ],
  ignoreDependencies: [
    // Programs that are started by their path or by another program, and files that are read by theirs.
    ...['@hey-api/openapi-ts', '@nestjs/cli', '@sparticuz/chromium', '@swc/cli', 'oxlint', 'oxlint-tsgolint'],
    ...['kubernetes-models', /^@kubernetes-models/, 'squawk-cli'],
    '@nestjs/schematics',
    '@prisma/client',
    '@stryker-mutator/in-process-runner',
    'chdb',
    'dejavu-fonts-ttf',
  ],
};
