import { createServer } from 'node:net';
import { DATABASE_CHECKS, type SettingsSeen } from './checks';
import { exitCodeOf, linesOf } from './doctor.cli';
import { examine } from './examination';

const RIGHT: SettingsSeen = { production: true, demo: '0', publicUrl: 'https://loyalty.example' };

describe('what the doctor says of settings', () => {
  it.each([
    ['demo', 2, { demo: 'small' }],
    ['public-address', 1, { publicUrl: 'http://loyalty.example' }],
    ['public-address', 1, { publicUrl: undefined }],
  ] as const)('%s alone is named, with exit code %i', async (check, code, broken) => {
    const complaints = await examine({ ...RIGHT, ...broken }, {});
    expect(complaints.map((complaint) => complaint.check)).toEqual([check]);
    expect(exitCodeOf(complaints)).toBe(code);
  });

  it('says that nothing is wrong', async () => {
    const complaints = await examine(RIGHT, {});
    expect([linesOf(complaints), exitCodeOf(complaints)]).toEqual([['nothing is wrong'], 0]);
  });

  it.each(['', 'postgresql://nobody@127.0.0.1:1/none'])(
    'names a database that cannot be reached: "%s"',
    async (url) => {
      const complaints = await examine(RIGHT, { DATABASE_URL: url }, 1_000);
      expect(linesOf(complaints)).toEqual([expect.stringMatching(/^error database: DATABASE_URL: /)]);
    },
  );
});

describe('what the doctor says of a database', () => {
  const ROLE = { role: 'app', superuser: false, bypass: false, owner: false, backup: false };
  const answerOf = (name: string, rows: readonly object[]) => {
    const check = DATABASE_CHECKS.find((one) => one.name === name);
    return check?.look(<Row>() => Promise.resolve(rows as Row[]), 'DATABASE_URL');
  };

  it.each([
    ['role', [ROLE], [{ ...ROLE, superuser: true }], 'is a superuser'],
    ['role', [ROLE], [{ ...ROLE, bypass: true }], 'bypasses row-level security'],
    ['role', [ROLE], [{ ...ROLE, backup: true }], 'reads all networks'],
    ['durability', [], [{ name: 'fsync' }], 'fsync is off'],
    ['connections', [{ used: 84, most: 100 }], [{ used: 85, most: 100 }], '85 of 100'],
    ['long-transaction', [], [{ pid: 4711 }], '4711'],
    ['clock', [{ ms: Date.now() }], [{ ms: Date.now() + 60_000 }], '60 s apart'],
    ['clock', [{ ms: Date.now() }], [{ ms: Date.now() - 60_000 }], '60 s apart'],
  ])('%s: nothing of %j, and a complaint about %j', async (name, right, wrong, words) => {
    expect(await answerOf(name, right)).toBeUndefined();
    expect(await answerOf(name, wrong)).toContain(words);
  });

  it('ends when the database never answers', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const complaints = await examine(RIGHT, { DATABASE_URL: `postgresql://nobody@127.0.0.1:${port}/none` }, 200);
    expect(linesOf(complaints)).toEqual([expect.stringMatching(/^error database: DATABASE_URL: /)]);
    silent.close();
  });
});
