import { defineConfig } from 'prisma-cli/config';

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  // Only `prisma migrate` and `prisma db` connect; the application brings its own pools. `npm run migrate` needs neither.
  datasource: { url: process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL ?? '' },
});
