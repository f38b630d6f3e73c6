/** @modules own */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { v7 } from 'uuid';
import type { BulkTransaction } from '../../src/platform/database/bulk-connection';
import type { ArchiveChecks } from '../../src/integrations/archive/archive-checks';
import type { SignedText } from '../../src/transactions/books/seals/seal-handover';
import { LedgerBench } from '../integration/support/ledger-bench';
import { keyPair } from '../support/archive/archive-files';
import { ForgedArchive, type ForgedRow } from '../support/archive/forged-archive';
import { SecondInstallation } from '../support/archive/second-installation';
import type { TillNetwork } from '../support/till-network';
import { firstTrial, reportTrials, trialsOf } from './trials';

/** A change of an archive that was then signed again. */
interface Mutant {
  readonly base: 'whole' | 'part';
  readonly how: string;
  /** The table, row, column and value to change, each modulo their number. */
  readonly at: readonly [number, number, number, number];
}

type Mutation = (archive: ForgedArchive, at: Mutant['at']) => void | Promise<void>;

/** Ids of the installation that reads, which a sender may know from elsewhere. */
interface Victim {
  readonly networkId: string;
  readonly userId: string;
  readonly ownerId: string;
  readonly accountId: string;
  readonly batchId: string;
}

const ALL = '00000000-0000-4000-8000-000000000000';
const LIVE_KEY = 'live key of a stranger';

/** Claim 13, by archives whose sender is dishonest: right digests and a right signature over any content. */
describe('claim 13: an archive of a stranger reaches no further than its network', () => {
  const trials = trialsOf({ inTest: 800, full: 20_000 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-strangers-'));
  const receiver = keyPair();
  let bench: LedgerBench;
  let there: SecondInstallation;
  let victim: Victim;
  let sign: (text: string) => SignedText;
  const bases: Partial<Record<Mutant['base'], ForgedArchive>> = {};
  let seal: (networkId: string, text: string) => string;
  let signedBy: string;
  let rowsOfNetwork: (table: string, network: string) => string;
  /** Digests by table, of what is not of the archive's network. */
  let before: ReadonlyMap<string, string>;
  /** The harm that the last reading had done before its commit. */
  let harm: string[];
  let Checks: typeof ArchiveChecks;

  beforeAll(async () => {
    process.env.SEAL_DIR = path.join(folder, 'seals-source');
    bench = await LedgerBench.open();
    const networks = [await openNetwork(), await openNetwork()] as const;
    const { app } = networks[0].test;
    const { NetworkArchive } = await import('../../src/integrations/archive/network-archive.js');
    const { SealHandover } = await import('../../src/transactions/books/seals/seal-handover.js');
    const { Pii } = await import('../../src/security/personal-data/pii.js');
    const { ringOf, unwrapKey } = await import('../../src/integrations/archive/archive-key.js');
    const [archives, pii] = [app.get(NetworkArchive), app.get(Pii)];
    sign = (text) => app.get(SealHandover).sign(text);
    const url = new URL(process.env.DATABASE_BACKUP_URL ?? '');
    url.pathname = new URL(process.env.DATABASE_URL ?? '').pathname;
    const fileOf = (name: string) => path.join(folder, `${name}.tar`);
    const write = (network: TillNetwork, name: string, since?: string) =>
      archives.write({
        networkId: network.id,
        out: fileOf(name),
        receiver: receiver.publicKey,
        url: url.href,
        since,
      });
    await write(networks[0], 'whole');
    await write(networks[1], 'first');
    await sell(networks[1]);
    ({ signedBy } = await write(networks[1], 'part', fileOf('first')));
    bases.whole = await ForgedArchive.read(fileOf('whole'));
    bases.part = await ForgedArchive.read(fileOf('part'));
    seal = (networkId, text) => {
      const base = Object.values(bases).find(({ manifest }) => manifest.network.id === networkId);
      const { key } = (base ?? bases.whole)!.manifest;
      const ring = ringOf(unwrapKey(key!, receiver.privateKey));
      return `\\x${pii.encrypt(networkId, 'secret', text, ring).toString('hex')}`;
    };

    there = await SecondInstallation.open(folder);
    await there.read({ file: fileOf('first'), signedBy, key: receiver.privateKey, keepClosed: true });
    victim = await openVictim();
    ({ rowsOfNetwork } = await import('../../src/integrations/archive/archive-tables.rules.js'));
    ({ ArchiveChecks: Checks } = await import('../../src/integrations/archive/archive-checks.js'));
    watch();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await there.close();
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let bots = 0;
  async function openNetwork(): Promise<TillNetwork> {
    const network = await bench.makeNetwork();
    const manager = await network.tokenOf('manager');
    await network.tokenOf('cashier');
    await network.post('/api/api-keys', manager, { name: 'till', scopes: ['till'] }).expect(201);
    const webhook = { name: 'collector', url: 'https://stranger.example/hook', events: ['*'] };
    await network.post('/api/webhooks', manager, webhook).expect(201);
    bots += 1;
    const { Pii } = await import('../../src/security/personal-data/pii.js');
    const token = network.test.app.get(Pii).encrypt(network.id, 'secret', `${String(bots)}:token`);
    await bench.superuser.query(
      'INSERT INTO network_bots (network_id, bot_id, username, token_encrypted) VALUES ($1, $2, $3, $4)',
      [network.id, bots, 'stranger_bot', token],
    );
    await sell(network);
    return network;
  }

  /** Makes a guest with an account and sales. */
  async function sell(network: TillNetwork): Promise<void> {
    const guest = await network.guest();
    const accountId = v7();
    const bytes = [Buffer.from('phone'), Buffer.from(accountId)];
    const { Pii } = await import('../../src/security/personal-data/pii.js');
    const pii = network.test.app.get(Pii);
    const phone = `+7916${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
    bytes[0] = pii.encrypt(null, 'phone', phone);
    bytes[1] = pii.blindIndex(null, 'phone', phone);
    await bench.superuser.query('INSERT INTO guest_accounts (id, phone_encrypted, phone_index) VALUES ($1, $2, $3)', [
      accountId,
      ...bytes,
    ]);
    await bench.superuser.query('UPDATE guests SET account_id = $1 WHERE id = $2', [accountId, guest]);
    const manager = await network.tokenOf('manager');
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(50_000)).expect(201);
  }

  /** Another network of the receiver, with people, a guest with an account and coupons. */
  async function openVictim(): Promise<Victim> {
    const { TillNetwork: Networks } = await import('../support/till-network.js');
    const { addOwner } = await import('../integration/support/people-fixture.js');
    const network = await Networks.create(there.test);
    await network.tokenOf('manager');
    const guestId = await network.guest();
    const accountId = v7();
    await there.rows.query('INSERT INTO guest_accounts (id, phone_encrypted, phone_index) VALUES ($1, $2, $3)', [
      accountId,
      Buffer.from('a'),
      Buffer.from(accountId),
    ]);
    await there.rows.query('UPDATE guests SET account_id = $1 WHERE id = $2', [accountId, guestId]);
    const batchId = v7();
    const client = await there.rows.connect();
    const { makeRow, readTables } = await import('./isolation-catalogue.js');
    const [table] = await readTables(client, 'coupon_batches');
    const row = makeRow(table!, network.id).set('id', batchId);
    await client.query("SET session_replication_role = 'replica'");
    await client.query(
      `INSERT INTO coupon_batches (${[...row.keys()].join()}) VALUES (${[...row.keys()].map((_, n) => `$${String(n + 1)}`).join()})`,
      [...row.values()],
    );
    await client.query('RESET session_replication_role');
    client.release();
    const users = await there.rows.query<{ id: string }>('SELECT id FROM users WHERE network_id = $1 LIMIT 1', [
      network.id,
    ]);
    const { id: ownerId } = await addOwner(there.test.app);
    return { networkId: network.id, userId: users.rows[0]!.id, ownerId, accountId, batchId };
  }

  /** Inspects everything in the reading's transaction, once it is written; a dry run then rolls it back. */
  function watch(): void {
    const original = Checks.prototype.requireOwnCouponKeys;
    jest.spyOn(Checks.prototype, 'requireOwnCouponKeys').mockImplementation(async function (
      this: ArchiveChecks,
      tx,
      ...rest
    ) {
      if (isChecked) await original.call(this, tx, ...rest);
      harm = await harmOf(tx, rest[1]);
    });
  }
  let isChecked = true;

  async function digestsOf(
    query: (text: string) => Promise<{ table: string; digest: string }[]>,
    networks: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const { rows: tables } = await there.rows.query<{ name: string; columns: string[] }>(
      `SELECT c.relname AS name, ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0) AS columns
         FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
    );
    const parts = tables.map(({ name, columns }) => {
      const isOfNetwork = ['networks', 'users', 'second_factors'].includes(name) || columns.includes('network_id');
      const own = networks.map((id) => `coalesce(${rowsOfNetwork(name, `'${id}'`)}, false)`).join(' OR ');
      // An account of the archive is new here; existing accounts must not change.
      const others = name === 'guest_accounts' ? `t.id IN ('${accountsBefore.join("','")}')` : `NOT (${own})`;
      const where = isOfNetwork || name === 'guest_accounts' ? others : 'true';
      return `SELECT '${name}' AS table, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text AS digest FROM ${name} t WHERE ${where}`;
    });
    const found = await query(parts.join(' UNION ALL '));
    return new Map(found.map(({ table, digest }) => [table, digest]));
  }
  let accountsBefore: string[] = [];

  async function lookBefore(): Promise<void> {
    const { rows } = await there.rows.query<{ id: string }>('SELECT id FROM guest_accounts');
    accountsBefore = rows.map(({ id }) => id);
    const ids = Object.values(bases).map(({ manifest }) => manifest.network.id);
    before = await digestsOf(async (text) => (await there.rows.query(text)).rows as never, ids);
  }

  /** How the rows that were written reach beyond their network. */
  async function harmOf(tx: BulkTransaction, networkId: string): Promise<string[]> {
    const ids = Object.values(bases).map(({ manifest }) => manifest.network.id);
    const after = await digestsOf((text) => tx.query(text), ids);
    const found = [...after]
      .filter(([table, digest]) => before.get(table) !== digest)
      .map(([table]) => `other ${table}`);
    const looks: Record<string, string> = {
      'somebody can sign in': 'users WHERE network_id = $1 AND (disabled_at IS NULL OR password_hash IS NOT NULL)',
      'a key is live': 'api_keys WHERE network_id = $1 AND revoked_at IS NULL',
      'a provider signs in': 'identity_providers WHERE network_id = $1 AND enabled',
      'a till system is let in': 'till_connections WHERE network_id = $1 AND enabled',
      'a webhook sends events': 'webhooks WHERE network_id = $1 AND disabled_reason IS NULL',
      'a bot writes': 'network_bots WHERE network_id = $1 AND (disconnected_at IS NULL OR token_encrypted IS NOT NULL)',
      'a domain is taken': 'network_domains WHERE network_id = $1 AND verified_at IS NOT NULL',
      'a sandbox of another network': 'networks WHERE id = $1 AND sandbox_of IS NOT NULL',
      'an account has a chat':
        'guest_accounts a JOIN guests g ON g.account_id = a.id WHERE g.network_id = $1 AND a.telegram_index IS NOT NULL',
      'an account of somebody else': `guests WHERE network_id = $1 AND account_id = '${victim.accountId}'`,
      "rows of another network's people": `saved_views WHERE network_id = $1 AND user_id = '${victim.userId}'`,
    };
    for (const [name, from] of Object.entries(looks))
      if ((await tx.query(`SELECT FROM ${from} LIMIT 1`, [networkId])).length > 0) found.push(name);
    const { Pii } = await import('../../src/security/personal-data/pii.js');
    const [keys] = await tx.query<{ blob: Buffer | null }>(
      'SELECT carried_keys_encrypted AS blob FROM networks WHERE id = $1',
      [networkId],
    );
    if (keys?.blob != null && there.test.app.get(Pii).decrypt(networkId, 'secret', keys.blob).includes(victim.batchId))
      found.push("another network's coupon keys");
    return found;
  }

  const pick = <T>(values: readonly T[], n: number): T => values[n % values.length] as T;
  const hostile = (): unknown[] => [
    victim.networkId,
    victim.userId,
    victim.ownerId,
    victim.accountId,
    victim.batchId,
    ALL,
    v7(),
    null,
    '',
    'owner',
    'manager',
    true,
    false,
    -1,
    0,
    9_007_199_254_740_991,
    '9223372036854775808',
    'NaN',
    'infinity',
    '-infinity',
    '\\x',
    '\\xff',
    [],
    {},
    [victim.userId],
    "'; DROP TABLE users; --",
    'x'.repeat(100_000),
    '\u0000',
    '{"a":1}',
    'epoch',
    '1970-01-01',
    '[]',
  ];
  const filled = (archive: ForgedArchive) =>
    archive.manifest.files.filter(({ table }) => archive.linesOf(table).length > 0);

  /** Changes that a property chooses among. */
  const MUTATIONS: Readonly<Record<string, Mutation>> = {
    cell: (archive, [t, r, c, v]) => {
      const { table, columns } = pick(filled(archive), t);
      const rows = archive.rowsOf(table);
      pick(rows, r)[pick(columns, c).name] = pick(hostile(), v);
      archive.put(table, rows);
    },
    'new row': (archive, [t, r, c, v]) => {
      const { table, columns } = pick(filled(archive), t);
      const rows = archive.rowsOf(table);
      const ids = columns.filter(({ type }) => type === 'uuid');
      const fresh = { ...pick(rows, r), ...Object.fromEntries(ids.map(({ name }) => [name, v7()])) };
      archive.put(table, [
        ...rows,
        { ...fresh, network_id: rows[0]?.['network_id'], [pick(columns, c).name]: pick(hostile(), v) },
      ]);
    },
    'row again': (archive, [t, r]) => {
      const { table } = pick(filled(archive), t);
      const rows = archive.rowsOf(table);
      archive.put(table, [...rows, pick(rows, r)]);
    },
    'row gone': (archive, [t, r]) => {
      const { table } = pick(filled(archive), t);
      archive.put(table, archive.rowsOf(table).toSpliced(r % archive.linesOf(table).length, 1));
    },
    'raw line': (archive, [t, r, , v]) => {
      const { table } = pick(filled(archive), t);
      const lines = archive.linesOf(table);
      const line = pick(lines, r);
      const other = line.replace(/"network_id":"[^"]+"/, `"network_id":"${victim.networkId}"`);
      const raw = [
        `${line},${other}`,
        'null',
        '[]',
        '{',
        `${line}],[${other}`,
        '"x"',
        '',
        other,
        `${line.slice(0, -1)},"network_id":"${victim.networkId}"}`,
      ];
      archive.putLines(table, lines.with(r % lines.length, pick(raw, v)));
    },
    'name of a table': ({ manifest }, [t, , , v]) => {
      const file = pick(manifest.files, t);
      const names = [
        'users u',
        'sessions',
        'password_links',
        'cells',
        '_prisma_migrations',
        'pg_authid',
        'users; DROP TABLE users',
        pick(manifest.files, v).table,
      ];
      Object.assign(file, { table: pick(names, v) });
    },
    'name of a column': ({ manifest }, [t, , c, v]) => {
      const column = pick(pick(manifest.files, t).columns, c);
      Object.assign(column, { name: pick(['id', 'x" = 1; --', 'role', column.name.toUpperCase()], v) });
    },
    'type of a column': ({ manifest }, [t, , c, v]) => {
      const column = pick(pick(manifest.files, t).columns, c);
      Object.assign(column, { type: pick(['text', 'regclass', 'text); DROP TABLE users; --', 'uuid', 'json'], v) });
    },
    'table gone': ({ manifest }, [t]) => void manifest.files.splice(t % manifest.files.length, 1),
    'order of the tables': ({ manifest }) => void manifest.files.reverse(),
    'network of the list': ({ manifest }, [, , , v]) =>
      void Object.assign(manifest.network, { id: pick([victim.networkId, ALL, v7()], v) }),
    counts: ({ manifest }, [, , , v]) => {
      const names = ['users', 'users t WHERE true) FROM (SELECT pg_sleep(0)', 'sessions', 'cells', 'guests'];
      if (manifest.since !== undefined) Object.assign(manifest.since.counts, { [pick(names, v)]: 0 });
    },
    'key of a deletion': ({ manifest }, [t, , c, v]) => {
      const files = manifest.since?.keys ?? [];
      if (files.length === 0) return;
      const { columns } = pick(files, t);
      Object.assign(
        pick(columns, c),
        pick(
          [
            { name: 'x" = 1) OR (true' },
            { type: 'text) AS k(id text)); DROP TABLE users; --' },
            { name: 'network_id' },
          ],
          v,
        ),
      );
    },
  };

  /** Changes that would do harm. */
  const ATTACKS: Readonly<Record<string, Mutation>> = {
    'a manager of another network': (archive) => {
      const rows = archive.rowsOf('users');
      archive.put('users', [...rows, { ...rows[0], id: v7(), network_id: victim.networkId }]);
    },
    'the row of a manager of another network': (archive) => {
      const [row, ...rows] = archive.rowsOf('users');
      archive.put('users', [{ ...row, id: victim.userId }, ...rows]);
    },
    'an owner of the installation': (archive) => {
      const rows = archive.rowsOf('users');
      archive.put('users', [...rows, { ...rows[0], id: v7(), network_id: null, role: 'owner' }]);
    },
    'people who sign in': (archive) =>
      archive.put(
        'users',
        archive.rowsOf('users').map((row) => ({ ...row, password_hash: 'known', disabled_at: null })),
      ),
    'webhooks and a bot that are on': (archive) => {
      const on = { disabled_reason: null, disabled_at: null };
      const put = (table: string, more: object) =>
        archive.put(
          table,
          archive.rowsOf(table).map((row) => ({ ...row, ...more })),
        );
      put('webhooks', on);
      put('network_bots', { disconnected_at: null });
    },
    'a key of another network': (archive) => addKey(archive, victim.networkId),
    'a key of the network': (archive) => addKey(archive, archive.manifest.network.id),
    'the account of another guest': (archive) => {
      const rows = archive.rowsOf('guests');
      archive.put(
        'guests',
        rows.map((row) => ({ ...row, account_id: victim.accountId })),
      );
    },
    'another phone for an account': (archive) => {
      const rows = archive.rowsOf('guest_accounts');
      archive.put('guest_accounts', [...rows.slice(1), { ...rows[0], id: victim.accountId }]);
    },
    "a chat for somebody's account": (archive) =>
      archive.put(
        'guest_accounts',
        archive
          .rowsOf('guest_accounts')
          .map((row) => ({ ...row, telegram_encrypted: '\\x00', telegram_index: `\\x${v7().replaceAll('-', '')}` })),
      ),
    'a sandbox of another network': (archive) =>
      archive.put(
        'networks',
        archive.rowsOf('networks').map((row) => ({ ...row, sandbox_of: victim.networkId })),
      ),
    'coupon keys of another network': (archive) => {
      const { id } = archive.manifest.network;
      const keys = { coupon_digest: { [id]: 'ab'.repeat(32) }, coupon_code: { [victim.batchId]: 'ab'.repeat(32) } };
      archive.put(
        'networks',
        archive.rowsOf('networks').map((row) => ({ ...row, carried_keys_encrypted: seal(id, JSON.stringify(keys)) })),
      );
    },
    'views of a person of another network': (archive) => {
      const { id } = archive.manifest.network;
      const rows: ForgedRow[] = [
        {
          network_id: id,
          id: v7(),
          user_id: victim.userId,
          page: 'GUESTS',
          name: v7(),
          tab: null,
          query: '',
          is_shared: false,
          is_default: false,
          created_at: '2026-01-01T00:00:00+00:00',
        },
      ];
      if (!archive.manifest.files.some(({ table }) => table === 'saved_views')) return;
      archive.put('saved_views', rows);
    },
    'a table that no archive has': (archive) => {
      archive.add(
        'cells',
        [
          { name: 'name', type: 'text' },
          { name: 'address', type: 'text' },
          { name: 'is_home', type: 'boolean' },
          { name: 'started_at', type: 'timestamp with time zone' },
        ],
        [{ name: 'evil', address: 'http://evil', is_home: false, started_at: 'epoch' }],
      );
    },
  };

  function addKey(archive: ForgedArchive, networkId: string): void {
    const rows = archive.rowsOf('api_keys');
    const hash = `\\x${Buffer.from(LIVE_KEY + networkId).toString('hex')}`;
    archive.put('api_keys', [
      ...rows,
      { ...rows[0], network_id: networkId, id: v7(), key_hash: hash, revoked_at: null },
    ]);
  }

  /** Reads the mutant. Null: it was refused; else the harm that it did. */
  async function tried({ base, how, at }: Mutant): Promise<string[] | null> {
    const archive = bases[base]!.copy();
    await { ...MUTATIONS, ...ATTACKS }[how]?.(archive, at);
    const file = await archive.write(sign);
    harm = ['never looked'];
    try {
      await there.read({ file, signedBy, key: receiver.privateKey, dryRun: true });
      return harm;
    } catch (error) {
      // A refusal is an error with a sentence; anything else is a bug of the reader.
      if (!(error instanceof Error) || error instanceof TypeError) throw error;
      return null;
    } finally {
      rmSync(file);
    }
  }

  const whole = (how: string): Mutant => ({ base: 'whole', how, at: [0, 0, 0, 0] });

  it('reads what an honest sender made, and lets nobody in', async () => {
    await lookBefore();
    expect(await tried(whole('nothing'))).toEqual([]);
    expect(await tried({ ...whole('nothing'), base: 'part' })).toEqual([]);
  });

  it('refuses each known attack, or takes its harm away', async () => {
    await lookBefore();
    const results: unknown[] = [];
    for (const base of ['whole', 'part'] as const)
      for (const how of Object.keys(ATTACKS))
        results.push([base, how, (await tried({ base, how, at: [0, 0, 0, 0] })) ?? []]);
    expect(results).toEqual(results.map((result) => [...(result as unknown[]).slice(0, 2), []]));
  });

  it('refuses any mutant, or it is harmless', async () => {
    await lookBefore();
    const of = fc.record({
      base: fc.constantFrom('whole' as const, 'whole' as const, 'part' as const),
      how: fc.constantFrom(...Object.keys(MUTATIONS), 'cell', 'cell', 'cell', 'new row', ...Object.keys(ATTACKS)),
      at: fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
    });
    const counts = { refused: 0, harmless: 0 };
    const seed = (fc.readConfigureGlobal().seed ?? 1) + firstTrial();
    await fc.assert(
      fc.asyncProperty(of, async (mutant) => {
        const found = await tried(mutant);
        if (found === null) counts.refused += 1;
        else counts.harmless += 1;
        expect([mutant, found ?? []]).toEqual([mutant, []]);
      }),
      { numRuns: trials, seed },
    );
    expect(Math.min(counts.refused, counts.harmless)).toBeGreaterThan(0);
    process.stdout.write(`${String(counts.refused)} refused, ${String(counts.harmless)} harmless\n`);
    reportTrials(13, 'archives of a dishonest sender, refused or harmless', trials);
  }, 7_200_000);

  describe('a reader without its checks (the control)', () => {
    beforeAll(() => {
      isChecked = false;
      const { prototype } = Checks;
      jest.spyOn(prototype, 'ownRows').mockReturnValue('$2::uuid IS NOT NULL');
      jest.spyOn(prototype, 'requireAllWritten').mockReturnValue();
      jest.spyOn(prototype, 'cleaned').mockImplementation((_table, row) => row);
      jest.spyOn(prototype, 'requireOwnParents').mockResolvedValue();
    });

    it.each([
      ['a manager of another network', 'other users'],
      ['people who sign in', 'somebody can sign in'],
      ['a key of another network', 'other api_keys'],
      ['a key of the network', 'a key is live'],
      ["a chat for somebody's account", 'an account has a chat'],
      ['a sandbox of another network', 'a sandbox of another network'],
      ['coupon keys of another network', "another network's coupon keys"],
      ['views of a person of another network', "rows of another network's people"],
    ])('is harmed by %s', async (how, name) => {
      await lookBefore();
      expect(await tried(whole(how))).toContain(name);
    });
  });
});
