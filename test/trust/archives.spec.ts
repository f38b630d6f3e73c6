/** @modules own */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { NetworkMoves } from '../../src/configuration';
import type { ArchiveRequest, MadeArchive, NetworkArchive } from '../../src/integrations/archive/network-archive';
import { LedgerBench } from '../integration/support/ledger-bench';
import { keyPair, listOf, withLines } from '../support/archive/archive-files';
import { SecondInstallation } from '../support/archive/second-installation';
import { eventually } from '../support/eventually';
import type { TillNetwork } from '../support/till-network';
import { reportTrials, trialsOf } from './trials';

const TILLS = 4;
const GUESTS = 6;
const LONGEST_PAUSE_MS = 400;
const LOOK_MS = 20;
/** Tables that the two installations have to the byte. */
const SAME = [
  'transactions',
  'transfers',
  'transaction_comments',
  'lots',
  'guest_states',
  'claims',
  'seals',
  'events',
  'program_versions',
  'guest_cards',
  'identifications',
  'stored_answers',
  'audit_log',
  'segment_members',
];

/** A network whose tills sell. */
interface Selling {
  readonly network: TillNetwork;
  readonly manager: string;
  readonly guests: readonly string[];
  /** Ids of sales that were answered with 201. */
  readonly sold: string[];
  /** How often a till was asked to retry. */
  refused: number;
}

type Made = MadeArchive & { readonly file: string };

/** Claim 7, between two installations. */
describe('claim 7: a network moves while its tills sell', () => {
  const trials = trialsOf({ inTest: 2, full: 50 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-archives-'));
  const receiver = keyPair();
  const url = new URL(process.env.DATABASE_BACKUP_URL ?? '');
  const moving: Selling[] = [];
  let bench: LedgerBench;
  let archives: NetworkArchive;
  let moves: NetworkMoves;
  let there: SecondInstallation;
  /** The part in the middle of the last move. */
  let middle: Made;

  beforeAll(async () => {
    process.env.SEAL_DIR = path.join(folder, 'seals-source');
    bench = await LedgerBench.open();
    url.pathname = new URL(process.env.DATABASE_URL ?? '').pathname;
    for (let trial = 0; trial < trials; trial += 1) moving.push(await openNetwork());
    const { app } = (moving[0] as Selling).network.test;
    const { NetworkArchive: Archive } = await import('../../src/integrations/archive/network-archive.js');
    const { NetworkMoves: Moves } = await import('../../src/configuration/index.js');
    [archives, moves] = [app.get(Archive), app.get(Moves)];
    there = await SecondInstallation.open(folder);
  });
  afterAll(async () => {
    await there.close();
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openNetwork(): Promise<Selling> {
    const network = await bench.makeNetwork();
    const guests: string[] = [];
    for (let n = 0; n < GUESTS; n += 1) guests.push(await network.guest());
    return { network, manager: await network.tokenOf('manager'), guests, sold: [], refused: 0 };
  }

  /** Each till sells to one guest after another, and retries a sale by its key until it is accepted. */
  function begin(selling: Selling): () => Promise<void> {
    const over = new AbortController();
    const tills = Promise.all(
      Array.from({ length: TILLS }, async (_, till) => {
        for (let n = 0; !over.signal.aborted; n += 1)
          await sellOne(selling, { key: `till-${String(till)}-${String(n)}`, to: till + n, until: over.signal });
      }),
    );
    return async () => {
      over.abort();
      await tills;
    };
  }

  async function sellOne(
    selling: Selling,
    { key, to, until }: { readonly key: string; readonly to: number; readonly until: AbortSignal },
  ): Promise<void> {
    const { network, manager, guests, sold } = selling;
    const body = network.sale(10_000 + to);
    while (!until.aborted) {
      const answer = await network.post(`/api/guests/${guests[to % GUESTS] ?? ''}/transaction`, manager, body, key);
      const { id, code } = answer.body as { id: string; code: string };
      if (answer.status === 201) sold.push(id);
      if (code !== 'network_moving') return;
      expect([answer.status, answer.get('Retry-After')]).toEqual([503, '1']);
      selling.refused += 1;
      await pause(LOOK_MS);
    }
  }

  const archive = (
    { network }: Selling,
    name: string,
    more: Pick<ArchiveRequest, 'since' | 'close' | 'dryRun'> = {},
  ): Promise<Made> => {
    const file = path.join(folder, `${network.id}-${name}.tar`);
    const request = { networkId: network.id, out: file, receiver: receiver.publicKey, url: url.href, ...more };
    return archives.write(request).then((made) => ({ ...made, file }));
  };
  const read = ({ file, signedBy }: Pick<Made, 'file' | 'signedBy'>, more: object = {}) =>
    there.read({ file, signedBy, key: receiver.privateKey, ...more });
  const rowsOf = async (pool: Pool, table: string, networkId: string): Promise<string[]> =>
    (
      await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t WHERE network_id = $1 ORDER BY 1`, [
        networkId,
      ])
    ).rows.map(({ row }) => row);

  /** Moves the network in three parts: all of it while tills sell, the changes since, and the rest with the network closed. Returns the middle part. */
  async function move(selling: Selling): Promise<Made> {
    const stop = begin(selling);
    try {
      await pause(Math.random() * LONGEST_PAUSE_MS);
      const whole = await archive(selling, 'whole');
      expect((await read(whole, { keepClosed: true })).isOpen).toBe(false);
      await pause(Math.random() * LONGEST_PAUSE_MS);
      const part = await archive(selling, 'part', { since: listOf(whole.file) });
      await pause(Math.random() * LONGEST_PAUSE_MS);
      await archive(selling, 'tried', { since: part.file, close: true, dryRun: true });
      const last = await archive(selling, 'last', { since: part.file, close: true });
      await expect(read(last)).rejects.toThrow('comes after another one');
      expect((await read(part)).isOpen).toBe(false);
      expect((await read(last)).isOpen).toBe(true);
      await expect(archive(selling, 'more', { since: last.file })).rejects.toThrow('nothing comes after it');
      await eventually('a till is told to come back', () => selling.refused > 0);
      return part;
    } finally {
      await stop();
    }
  }

  async function compare({ network, sold }: Selling): Promise<void> {
    for (const table of SAME) {
      const [here, elsewhere] = [bench.superuser, there.rows].map((pool) => rowsOf(pool, table, network.id));
      expect([table, await elsewhere]).toEqual([table, await here]);
    }
    expect(await there.findingsOf(network.id)).toEqual([]);
    const { rows } = await there.rows.query<{ id: string }>('SELECT id FROM transactions WHERE network_id = $1', [
      network.id,
    ]);
    const ids = new Set(rows.map(({ id }) => id));
    expect(sold.filter((id) => !ids.has(id))).toEqual([]);
  }

  it('has the same rows and seals elsewhere, and every sale that was answered; called off, its tills sell on', async () => {
    for (const selling of moving) {
      middle = await move(selling);
      await compare(selling);
      await moves.open(selling.network.id);
      const sold = selling.sold.length;
      await sellOne(selling, { key: 'after', to: 0, until: new AbortController().signal });
      expect(selling.sold).toHaveLength(sold + 1);
    }
    reportTrials(7, 'networks archived at random moments under load in parts, read elsewhere, equal', trials);
  }, 3_600_000);

  it('a later part is refused by name where a row, the order, the tail or a key of what is left was changed', async () => {
    const refusal = async (name: string, change: (lines: string[]) => string[]): Promise<string> =>
      read({ ...middle, file: await withLines(middle.file, name, change) }, { dryRun: true }).then(
        () => 'read',
        (error: unknown) => (error as Error).message,
      );
    const events = 'tables/events.jsonl';
    const other = (lines: string[]): string[] =>
      lines.with(0, lines[0]!.replace('transaction.sale', 'transaction.undo'));
    expect(await refusal(events, other)).toContain(`${events}: a row was changed`);
    expect(await refusal(events, (lines) => lines.toReversed())).toContain(
      `${events}: the order of its rows was changed`,
    );
    expect(await refusal(events, (lines) => lines.slice(1))).toContain(`${events}: its tail was cut off`);
    const left = 'keys/program_versions.jsonl';
    expect(await refusal(left, (lines) => [...lines, '{}\n'])).toContain(`${left}: rows were added`);
  });
});
