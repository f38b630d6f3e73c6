import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { settings } from '../../../platform/settings/settings';
import { sealKeys } from '../../../security';
import { AccountTotals } from './account-totals.rules';
import { countWaiting, findSealable, listGains } from './journal.sql';
import { merkleRootOf } from './merkle.rules';
import { JOURNAL_START, NO_SEAL_BEFORE, type Seal, type SealHead, SEAL_FORM, sealHashOf } from './seal-head.rules';
import { SealKeys } from './seal-keys';
import { appendSeal, findLastSeal, readClock, tryLockSealing } from './seals.sql';
import { SealWitness } from './witness';

/** The most transactions under one seal: a proof and a check hold one seal's hashes in memory. */
export const SEAL_AT_MOST = 5_000;
/** A seal carries the balance of every account, so a quiet network is sealed once a minute and not for each act. */
const SEAL_EVERY_MS = 60_000;

/** Seals what a network's journal has gained since its last seal (ledger.md, rules 12 and 13). */
@Injectable()
export class Sealer {
  private readonly keys: SealKeys;
  private readonly witness: SealWitness;

  constructor(private readonly database: Database) {
    this.keys = new SealKeys(sealKeys);
    this.witness = new SealWitness(settings.sealDirectory);
  }

  /**
   * Makes the next seal of a network in a transaction of its own. Nothing when another process is at it, when nothing
   * waits, or, unless `atOnce`, when little waits and the last seal is young.
   */
  sealNext(networkId: string, atOnce = false): Promise<Seal | undefined> {
    return this.database.inNetwork(networkId, async (tx) => {
      if (!(await tryLockSealing(tx, networkId))) return undefined;
      const last = await findLastSeal(tx, networkId);
      if (!atOnce && !(await this.isDue(tx, networkId, last))) return undefined;
      const head = await this.headAfter(tx, networkId, last);
      if (head === undefined) return undefined;
      const hash = sealHashOf(head);
      const seal: Seal = { ...head, hash, signature: this.keys.newest.sign(hash) };
      await appendSeal(tx, seal);
      return seal;
    });
  }

  /** Seals everything that is below the watermark; answers how many seals that took. */
  async sealAll(networkId: string): Promise<number> {
    let seals = 0;
    while ((await this.sealNext(networkId, true)) !== undefined) seals += 1;
    return seals;
  }

  /** Writes the newest head outside of the database, when the last one there is more than an hour old. */
  async keepHeadOutside(networkId: string): Promise<void> {
    if (!(await this.witness.isDue(networkId))) return;
    await this.database.inNetwork(networkId, async (tx) => {
      if (!(await tryLockSealing(tx, networkId))) return;
      const last = await findLastSeal(tx, networkId);
      if (last !== undefined) await this.witness.append(last);
    });
  }

  private async isDue(tx: Tx, networkId: string, last: Seal | undefined): Promise<boolean> {
    const waiting = await countWaiting(tx, networkId, last?.to ?? JOURNAL_START, SEAL_AT_MOST);
    if (waiting === 0) return false;
    return waiting >= SEAL_AT_MOST || last === undefined || (await readClock(tx)) - last.sealedAtMs >= SEAL_EVERY_MS;
  }

  private async headAfter(tx: Tx, networkId: string, last: Seal | undefined): Promise<SealHead | undefined> {
    const from = last?.to ?? JOURNAL_START;
    const page = await findSealable(tx, networkId, from, SEAL_AT_MOST);
    if (page === undefined) return undefined;
    const { to, leaves, transfers } = page;
    const totals = last === undefined ? new AccountTotals() : AccountTotals.parse(last.totals);
    totals.addAll(await listGains(tx, networkId, from, to));
    return {
      form: SEAL_FORM,
      networkId,
      number: (last?.number ?? 0) + 1,
      previous: last?.hash ?? NO_SEAL_BEFORE,
      from,
      to,
      transactions: leaves.length,
      transfers,
      merkleRoot: merkleRootOf(leaves),
      totals: totals.toJson(),
      sealedAtMs: await readClock(tx),
      keyId: this.keys.newest.id,
    };
  }
}
