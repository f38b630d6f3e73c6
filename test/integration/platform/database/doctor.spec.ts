import type { Pool } from 'pg';
import { examine } from '../../../../src/platform/doctor/examination';
import { type Connections, createDatabase, superuserPool } from '../../../support/database';

const RIGHT = { production: false, demo: '0', publicUrl: undefined } as const;

describe('the doctor at a database', () => {
  let made: { connections: Connections; drop: () => Promise<void> };
  let superuser: Pool;
  beforeAll(async () => {
    made = await createDatabase();
    superuser = superuserPool(made.connections);
  });
  afterAll(async () => {
    await superuser.end();
    await made.drop();
  });

  const checks = async () => {
    const { DATABASE_URL, DATABASE_PLATFORM_URL } = made.connections;
    const found = await examine(RIGHT, { DATABASE_URL, DATABASE_PLATFORM_URL });
    return found.map(({ check }) => check).filter((check) => check !== 'durability');
  };

  it('finds nothing in a right one but that databases of tests give up durability for speed', async () => {
    expect(await checks()).toEqual([]);
    const found = await examine(RIGHT, { DATABASE_URL: made.connections.DATABASE_URL });
    expect(found.map(({ check }) => check)).toEqual(['durability']);
  });

  it('names a table without row security, once', async () => {
    await superuser.query('ALTER TABLE guests DISABLE ROW LEVEL SECURITY');
    try {
      expect(await checks()).toEqual(['row-security']);
    } finally {
      await superuser.query('ALTER TABLE guests ENABLE ROW LEVEL SECURITY');
    }
  });

  it('names a role that owns a table', async () => {
    const { username } = new URL(made.connections.DATABASE_URL);
    const { rows } = await superuser.query<{ owner: string }>(
      "SELECT tableowner AS owner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'guests'",
    );
    await superuser.query(`ALTER TABLE guests OWNER TO "${username}"`);
    try {
      expect(await checks()).toEqual(['role']);
    } finally {
      await superuser.query(`ALTER TABLE guests OWNER TO "${rows[0]?.owner}"`);
    }
  });
});
