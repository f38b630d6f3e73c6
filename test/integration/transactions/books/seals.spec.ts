import type { Pool } from 'pg';
import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { type GuestPrincipal, sealKeys } from '../../../../src/security';
import { AccountsQuery } from '../../../../src/transactions/books/seals/accounts.query';
import {
  type ColumnTexts,
  LEAF_FORMS,
  leafBytesOf,
  type SealedColumn,
  transactionColumns,
  TRANSFER_COLUMNS,
} from '../../../../src/transactions/books/seals/leaf-form.rules';
import { isUnderRoot, leafHashOf } from '../../../../src/transactions/books/seals/merkle.rules';
import { ProofQuery } from '../../../../src/transactions/books/seals/proof.query';
import { PublishedHeads } from '../../../../src/transactions/books/seals/published-heads';
import { JOURNAL_START, type Seal, sealHashOf } from '../../../../src/transactions/books/seals/seal-head.rules';
import { SealChain } from '../../../../src/transactions/books/seals/seal-chain.query';
import { SealKeys } from '../../../../src/transactions/books/seals/seal-keys';
import { Sealer } from '../../../../src/transactions/books/seals/sealer';
import { listSealsAfter } from '../../../../src/transactions/books/seals/seals.sql';
import { superuserPool } from '../../../support/database';
import { eventually } from '../../../support/eventually';
import { scratchFolder } from '../../../support/scratch';
import { insertSale, type JournalFixture, makeGuest, makeNetwork, writeSale } from '../../support/journal-fixture';

/** A column of `t` as text, whatever the session's time zone and date style. */
function textSql({ name, type }: SealedColumn): string {
  switch (type) {
    case 'timestamptz':
      return `CASE WHEN isfinite(t.${name}) THEN (extract(epoch FROM t.${name}) * 1000000)::bigint::text ELSE t.${name}::text END`;
    case 'date':
      return `to_char(t.${name}, 'YYYY-MM-DD')`;
    case 'bytea':
      return `encode(t.${name}, 'hex')`;
    default:
      return `t.${name}::text`;
  }
}

const asGuest = (at: JournalFixture, id: string): GuestPrincipal => ({
  kind: 'guest',
  id,
  networkId: at.networkId,
  sessionId: newId(),
});

describe('seals', () => {
  let database: Database;
  let sealer: Sealer;
  let superuser: Pool;

  beforeAll(() => {
    database = new Database();
    sealer = new Sealer(database);
    superuser = superuserPool();
  });
  afterAll(async () => {
    await database.onApplicationShutdown();
    await superuser.end();
  });

  /** The watermark waits for write transactions of other tests on the same server. */
  const sealEverything = (at: JournalFixture, transactions: number): Promise<Seal[]> =>
    eventually(`a seal over ${String(transactions)} transactions`, async () => {
      await sealer.sealAll(at.networkId);
      const seals = await listSeals(at);
      const sealed = seals.reduce((sum, seal) => sum + seal.transactions, 0);
      return sealed === transactions && seals;
    });
  const listSeals = (at: JournalFixture): Promise<Seal[]> =>
    database.inNetwork(at.networkId, (tx) => listSealsAfter(tx, at.networkId, 0, 1_000));

  it('chains seal to seal from the start of the journal, signed with a key that the database does not hold', async () => {
    const at = await makeNetwork(database);
    await writeSale(database, at);
    await writeSale(database, at);
    await sealEverything(at, 2);
    await writeSale(database, at);
    const [first, second] = await sealEverything(at, 3);
    if (first === undefined || second === undefined) throw new Error('two seals were made');

    expect(first.number).toBe(1);
    expect(first.from).toEqual(JOURNAL_START);
    expect(first.previous).toEqual(Buffer.alloc(32));
    expect(second.number).toBe(2);
    expect(second.previous).toEqual(first.hash);
    expect(second.from).toEqual(first.to);
    const keys = new SealKeys(sealKeys);
    for (const seal of [first, second]) {
      expect(seal.hash).toEqual(sealHashOf(seal));
      expect(keys.check(seal)).toBe('valid');
    }
  });

  it('carries the totals of the accounts of restaurants and the network along', async () => {
    const at = await makeNetwork(database);
    const guestId = await makeGuest(database, at);
    await writeSale(database, at, { guestId, points: 100 });
    await sealEverything(at, 1);
    await writeSale(database, at, { guestId, points: 17 });
    const seals = await sealEverything(at, 2);
    expect(seals.map((seal) => JSON.parse(seal.totals) as unknown)).toEqual([
      [['RESTAURANT_ISSUED', at.restaurantId, null, -100]],
      [['RESTAURANT_ISSUED', at.restaurantId, null, -117]],
    ]);

    await writeSale(database, at, { guestId, points: 3 });
    const accounts = await new AccountsQuery(database).accountsOf(at.networkId);
    expect(accounts).toEqual({
      sealNumber: 2,
      items: [{ kind: 'RESTAURANT_ISSUED', ownerId: at.restaurantId, unit: null, balance: -120 }],
    });
  });

  it('never seals past a transaction that still runs, though a later one has committed', async () => {
    const at = await makeNetwork(database);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let hasWritten = (): void => undefined;
    const written = new Promise<void>((resolve) => {
      hasWritten = resolve;
    });
    const slow = database.inNetwork(at.networkId, async (tx) => {
      const id = await insertSale(tx, at, {});
      hasWritten();
      await held;
      return id;
    });
    await written;
    try {
      await writeSale(database, at);
      expect(await sealer.sealAll(at.networkId)).toBe(0);
    } finally {
      release();
      await slow;
    }
    await sealEverything(at, 2);
  });

  it('makes one chain when several sealers work at once', async () => {
    const at = await makeNetwork(database);
    for (let round = 0; round < 5; round += 1) {
      await writeSale(database, at);
      await Promise.all([1, 2, 3, 4].map(() => sealer.sealNext(at.networkId, true)));
    }
    const seals = await sealEverything(at, 5);
    expect(seals.map((seal) => seal.number)).toEqual(seals.map((_, index) => index + 1));
    seals.slice(1).forEach((seal, index) => expect(seal.previous).toEqual(seals[index]?.hash));
  });

  it('waits a minute after a seal unless much has gathered', async () => {
    const at = await makeNetwork(database);
    await writeSale(database, at);
    await sealEverything(at, 1);
    await writeSale(database, at);
    expect(await sealer.sealNext(at.networkId)).toBeUndefined();
  });

  it('proves that a transaction is under a seal, and says so while it is not yet', async () => {
    const at = await makeNetwork(database);
    const guestId = await makeGuest(database, at);
    const ids = [];
    for (let i = 0; i < 5; i += 1) ids.push(await writeSale(database, at, { guestId, points: i }));
    await sealEverything(at, 5);
    const young = await writeSale(database, at, { guestId });
    const proofs = new ProofQuery(database);

    for (const id of ids) {
      const { sealed, bytes, leaf, seal } = await proofs.proofOf(asGuest(at, guestId), id);
      expect(sealed).toBe(true);
      expect(leafHashOf(Buffer.from(bytes, 'hex')).toString('hex')).toBe(leaf);
      if (seal === null) throw new Error('it is sealed');
      const hex = (value: string): Buffer => Buffer.from(value, 'hex');
      expect(isUnderRoot(hex(leaf), seal.index, seal.size, seal.path.map(hex), hex(seal.merkleRoot))).toBe(true);
      expect(seal.hash).toHaveLength(64);
      expect(seal.publicKey).toHaveLength(64);
    }
    expect(await proofs.proofOf(asGuest(at, guestId), young)).toMatchObject({ sealed: false, seal: null });
    await expect(proofs.proofOf(asGuest(at, newId()), young)).rejects.toMatchObject({ code: 'not_found' });
    await expect(proofs.proofOf(asGuest(at, guestId), newId())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('writes the chain for those who check it elsewhere, with the public keys', async () => {
    const at = await makeNetwork(database);
    for (let i = 0; i < 2; i += 1) {
      await writeSale(database, at);
      await sealEverything(at, i + 1);
    }
    const lines: object[] = [];
    for await (const line of new SealChain(database).linesOf(at.networkId)) lines.push(line);
    const publicKey = new SealKeys(sealKeys).newest.publicKey.toString('hex');
    expect(lines).toMatchObject([
      { chainOf: at.networkId, lost: [] },
      { number: 1, previous: '0'.repeat(64), publicKey },
      { number: 2, publicKey },
    ]);
  });

  it('gives the bytes of the documented form, whatever the time zone of the session', async () => {
    const at = await makeNetwork(database);
    const guestId = await makeGuest(database, at);
    const id = await writeSale(database, at, { guestId, points: 12, receiptNumber: 'А-1007, «ночь»' });
    const client = await superuser.connect();
    await client.query(`SET timezone = 'Asia/Tokyo'; SET datestyle = 'German'`);
    const read = async (table: string, columns: typeof TRANSFER_COLUMNS, key: string): Promise<ColumnTexts[]> =>
      (
        await client.query<ColumnTexts>(
          `SELECT ${columns.map((column) => `${textSql(column)} AS ${column.name}`).join(', ')} FROM ${table} t WHERE t.${key} = $1`,
          [id],
        )
      ).rows;
    const [transaction] = await read('transactions', transactionColumns(Math.max(...LEAF_FORMS)), 'id');
    const transfers = await read('transfers', TRANSFER_COLUMNS, 'transaction_id');
    client.release(true);
    if (transaction === undefined) throw new Error('the sale is there');
    const proof = await new ProofQuery(database).proofOf(asGuest(at, guestId), id);
    expect(proof.bytes).toBe(leafBytesOf(transaction, transfers).toString('hex'));
    expect(transfers).toHaveLength(1);
  });

  it('covers every column of a transfer, so that a new one cannot be forgotten', async () => {
    const { rows } = await superuser.query<{ name: string }>(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'transfers'",
    );
    expect(TRANSFER_COLUMNS.map(({ name }) => name).sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('publishes the newest head once an hour, and no head twice', async () => {
    const at = await makeNetwork(database);
    await writeSale(database, at);
    const [seal] = await sealEverything(at, 1);
    if (seal === undefined) throw new Error('a seal was made');
    const heads = new PublishedHeads(scratchFolder('seals'));
    expect(await heads.isDue(at.networkId)).toBe(true);
    await heads.publish(seal);
    await heads.publish(seal);
    expect(await heads.isDue(at.networkId)).toBe(false);
    expect((await heads.list(at.networkId)).heads).toMatchObject([
      { number: 1, hash: seal.hash.toString('hex'), keyId: seal.keyId },
    ]);
  });

  describe('a number that was signed', () => {
    const asSuperuser = async (sql: string, values: unknown[]): Promise<void> => {
      const client = await superuser.connect();
      await client.query(`SET session_replication_role = 'replica'`);
      await client.query(sql, values);
      client.release(true);
    };
    const removeLastSeal = (at: JournalFixture): Promise<void> =>
      asSuperuser(
        'DELETE FROM seals WHERE network_id = $1 AND number = (SELECT max(number) FROM seals WHERE network_id = $1)',
        [at.networkId],
      );

    it('keeps its content: a seal that was deleted comes back as it was', async () => {
      const at = await makeNetwork(database);
      await writeSale(database, at);
      const [before] = await sealEverything(at, 1);
      await removeLastSeal(at);
      await writeSale(database, at);
      const [after, next] = await sealEverything(at, 2);
      expect(after).toEqual(before);
      expect(next).toMatchObject({ number: 2, transactions: 1 });
    });

    it('is never signed with other content, by no process, until the operator says that this is a restore', async () => {
      const at = await makeNetwork(database);
      const guestId = await makeGuest(database, at);
      await writeSale(database, at, { guestId, points: 5 });
      const [first] = await sealEverything(at, 1);
      const id = await writeSale(database, at, { guestId, points: 7 });
      await sealEverything(at, 2);
      await removeLastSeal(at);
      await asSuperuser('UPDATE transactions SET amount = amount + 1 WHERE network_id = $1 AND id = $2', [
        at.networkId,
        id,
      ]);
      await expect(sealer.sealNext(at.networkId, true)).rejects.toThrow(/seal 2 of network .* was signed/);
      await expect(new Sealer(database).sealNext(at.networkId, true)).rejects.toThrow(/was signed/);

      expect(await sealer.acceptLoss(at.networkId)).toEqual({ from: 2, to: 2 });
      expect(await sealer.acceptLoss(at.networkId)).toBeUndefined();
      const seals = await sealEverything(at, 2);
      expect(seals.map(({ number }) => number)).toEqual([1, 3]);
      expect(seals[1]?.previous).toEqual(first?.hash);
    });

    it('is not signed again when more than one seal is gone', async () => {
      const at = await makeNetwork(database);
      for (const n of [1, 2, 3]) {
        await writeSale(database, at);
        await sealEverything(at, n);
      }
      await removeLastSeal(at);
      await removeLastSeal(at);
      await expect(sealer.sealNext(at.networkId, true)).rejects.toThrow(
        'seal 3 was signed and the database ends with seal 1',
      );
    });
  });
});
