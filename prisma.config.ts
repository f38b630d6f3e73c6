import { defineConfig } from 'prisma/config';

// `prisma generate` and `validate` need no engine, but look for one: any file that exists saves a download.
if (['generate', 'validate'].includes(process.argv[2] ?? ''))
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  // Only `prisma migrate` and `prisma db` connect; the application brings its own pools. `npm run migrate` needs neither.
  datasource: { url: process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL ?? '' },
});
