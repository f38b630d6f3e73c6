import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { settings } from '../../../platform/settings/settings';
import { sealKeys } from '../../../security';
import { AccountTotals } from './account-totals.rules';
import { type ChainEnd, chainEndOf, lostAfter } from './chain-end.rules';
import { countWaiting, findSealable, listGains, listLeavesBetween } from './journal.sql';
import { merkleRootOf } from './merkle.rules';
import { PublishedHeads } from './published-heads';
import {
  JOURNAL_START,
  NO_SEAL_BEFORE,
  type JournalPosition,
  type Seal,
  type SealedProgram,
  type SealHead,
  SEAL_FORM,
  sealHashOf,
} from './seal-head.rules';
import { SealKeys } from './seal-keys';
import { findLastSeal, lockSealing } from './seals.sql';

/** The most transactions in one seal, since a proof or a check keeps one seal's hashes in memory. */
export const SEAL_AT_MOST = 2_500;
/** A seal holds the balance of every account, so a quiet network is sealed once a minute and not for each act. */
const SEAL_EVERY_MS = 60_000;

/** Seals the journal rows that a network gained since its last seal (ledger.md, rules 12 and 13). */
@Injectable()
export class Sealer {
  private readonly keys: SealKeys;
  private readonly heads: PublishedHeads;

  constructor(private readonly database: Database) {
    this.keys = new SealKeys(sealKeys);
    this.heads = new PublishedHeads(settings.sealDirectory);
  }

  /**
   * Makes the network's next seal in a transaction of its own. Undefined: another process is sealing, no row waits, or
   * (unless `atOnce`) few rows wait and the last seal is young. Throws ChainBehindError when the number was signed
   * before with other content.
   */
  sealNext(networkId: string, atOnce = false, atMost = SEAL_AT_MOST): Promise<Seal | undefined> {
    return this.database.inNetwork(networkId, async (tx) => {
      // Tries to lock sealing in this network until the transaction ends (rule 13). `locked` is false while another process seals the network.
      const { locked } = await tx.one<{ locked: boolean }>`
        SELECT pg_try_advisory_xact_lock(hashtextextended('loyalty.seals.' || ${networkId}, 0)) AS "locked!"`;
      if (!locked) return undefined;
      const last = await findLastSeal(tx, networkId);
      if (!atOnce && !(await this.isDue(tx, networkId, last))) return undefined;
      const end = await this.endOf(networkId, last);
      if (end.signed !== undefined) return this.appendSigned(tx, last, end.signed);
      const head = await this.headAfter(tx, networkId, last, { number: end.next, atMost });
      if (head === undefined) return undefined;
      const hash = sealHashOf(head);
      const seal: Seal = { ...head, hash, signature: this.keys.newest.sign(hash) };
      await this.heads.keepSigned(seal);
      await appendSeal(tx, seal);
      return seal;
    });
  }

  /** Seals everything below the watermark. Returns how many seals this took. */
  async sealAll(networkId: string): Promise<number> {
    let seals = 0;
    while ((await this.sealNext(networkId, true)) !== undefined) seals += 1;
    return seals;
  }

  /** Seals everything below the watermark and publishes the head at once, for example after an import. */
  async sealAndPublish(networkId: string): Promise<void> {
    await this.sealAll(networkId);
    await this.publishHead(networkId);
  }

  /** Publishes the newest head when the last published one is more than an hour old. */
  async publishWhenDue(networkId: string): Promise<void> {
    if (await this.heads.isDue(networkId)) await this.publishHead(networkId);
  }

  /** Publishes the newest head, unless it is published already. */
  publishHead(networkId: string): Promise<void> {
    return this.database.inNetwork(networkId, async (tx) => {
      await lockSealing(tx, networkId);
      const last = await findLastSeal(tx, networkId);
      if (last !== undefined) await this.heads.publish(last);
    });
  }

  /**
   * After a restore: gives up signed seals that the database does not have. The chain continues with the number after
   * them. Returns their range; undefined: none are missing.
   */
  acceptLoss(networkId: string): Promise<{ readonly from: number; readonly to: number } | undefined> {
    return this.database.inNetwork(networkId, async (tx) => {
      await lockSealing(tx, networkId);
      const last = await findLastSeal(tx, networkId);
      const signed = await this.heads.findSigned(networkId);
      const published = await this.heads.listNewest(networkId);
      const restoredTo = last?.number ?? 0;
      const lostUpTo = Math.max(signed?.number ?? 0, ...published.heads.map(({ number }) => number));
      const accepted = Math.max(restoredTo, lostAfter(last, published));
      if (lostUpTo <= accepted || (await this.isIntact(tx, last, signed, lostUpTo))) return undefined;
      const hash = (last?.hash ?? NO_SEAL_BEFORE).toString('hex');
      const at = new Date(await readClock(tx)).toISOString();
      await this.heads.acceptLoss(networkId, { restoredTo, hash, lostUpTo, at });
      return { from: restoredTo + 1, to: lostUpTo };
    });
  }

  /** Whether the only missing seal still matches the rows. Then it is appended and nothing is lost. */
  private async isIntact(tx: Tx, last: Seal | undefined, signed: Seal | undefined, lostUpTo: number): Promise<boolean> {
    const follows = signed?.number === (last?.number ?? 0) + 1 && signed.number === lostUpTo;
    return follows && signed.previous.equals(last?.hash ?? NO_SEAL_BEFORE) && (await covers(tx, last, signed));
  }

  private async endOf(networkId: string, last: Seal | undefined): Promise<ChainEnd> {
    const [signed, published] = await Promise.all([this.heads.findSigned(networkId), this.heads.listNewest(networkId)]);
    return chainEndOf(networkId, last, signed, published);
  }

  /** Appends a seal that was signed and has no row, because of a crash before the commit or a manual deletion. */
  private async appendSigned(tx: Tx, last: Seal | undefined, signed: Seal): Promise<Seal> {
    if (!(await covers(tx, last, signed))) {
      throw new Error(
        `seal ${String(signed.number)} of network ${signed.networkId} was signed, and the rows that it covers are others now: no seal is made`,
      );
    }
    await appendSeal(tx, signed);
    return signed;
  }

  private async isDue(tx: Tx, networkId: string, last: Seal | undefined): Promise<boolean> {
    const waiting = await countWaiting(tx, networkId, last?.to ?? JOURNAL_START, SEAL_AT_MOST);
    if (waiting === 0) return false;
    return waiting >= SEAL_AT_MOST || last === undefined || (await readClock(tx)) - last.sealedAtMs >= SEAL_EVERY_MS;
  }

  private async headAfter(
    tx: Tx,
    networkId: string,
    last: Seal | undefined,
    { number, atMost }: { readonly number: number; readonly atMost: number },
  ): Promise<SealHead | undefined> {
    const from = last?.to ?? JOURNAL_START;
    const page = await findSealable(tx, networkId, from, atMost);
    if (page === undefined) return undefined;
    const { to, leaves, transfers } = page;
    const totals = last === undefined ? new AccountTotals() : AccountTotals.parse(last.totals);
    totals.addAll(await listGains(tx, networkId, from, to));
    const programs = await listUnsealedPrograms(tx, networkId);
    return {
      form: SEAL_FORM,
      networkId,
      number,
      previous: last?.hash ?? NO_SEAL_BEFORE,
      from,
      to,
      transactions: leaves.length,
      transfers,
      merkleRoot: merkleRootOf(leaves),
      totals: totals.toJson(),
      programs: programs.length === 0 ? null : JSON.stringify(programs),
      sealedAtMs: await readClock(tx),
      keyId: this.keys.newest.id,
    };
  }
}

/** Whether the rows after the last seal are exactly those that a signed seal covers. */
export async function covers(tx: Tx, last: Pick<Seal, 'to' | 'totals'> | undefined, signed: Seal): Promise<boolean> {
  const from: JournalPosition = last?.to ?? JOURNAL_START;
  const leaves = await listLeavesBetween(tx, signed.networkId, from, signed.to);
  if (leaves.length !== signed.transactions || leaves.length === 0) return false;
  if (!merkleRootOf(leaves.map(({ hash }) => hash)).equals(signed.merkleRoot)) return false;
  const totals = last === undefined ? new AccountTotals() : AccountTotals.parse(last.totals);
  totals.addAll(await listGains(tx, signed.networkId, from, signed.to));
  return totals.toJson() === signed.totals;
}

/** Published versions that no seal covers yet, by number. */
async function listUnsealedPrograms(tx: Tx, networkId: string): Promise<SealedProgram[]> {
  const rows = await tx.query<{ version: number; hash: string; effectiveFrom: number }>`
    SELECT p.version, p.document_hash AS "hash!", (extract(epoch FROM p.effective_from) * 1000000)::bigint AS "effective_from!"
      FROM program_versions p
     WHERE p.network_id = ${networkId} AND p.status <> 'DRAFT' AND NOT EXISTS (
       SELECT FROM seals s CROSS JOIN LATERAL json_array_elements(s.programs) sealed
       WHERE s.network_id = ${networkId} AND s.programs IS NOT NULL AND (sealed ->> 0)::int = p.version)
     ORDER BY p.version`;
  return rows.map(({ version, hash, effectiveFrom }) => [version, hash, effectiveFrom]);
}

/** Appends a seal. Unique keys refuse a second seal with the same number or the same predecessor. */
async function appendSeal(tx: Tx, { from, to, ...seal }: Seal): Promise<void> {
  await tx.query`
    INSERT INTO seals (form, network_id, number, previous, from_epoch, from_xid, from_id, to_epoch, to_xid, to_id, transactions,
      transfers, merkle_root, totals, hash, signature, key_id, sealed_at, programs)
    VALUES (${seal.form}, ${seal.networkId}, ${seal.number}, ${seal.previous}, ${from.epoch}, ${from.xid}, ${from.id}, ${to.epoch}, ${to.xid}, ${to.id},
      ${seal.transactions}, ${seal.transfers}, ${seal.merkleRoot}, ${seal.totals}::json, ${seal.hash}, ${seal.signature}, ${seal.keyId},
      to_timestamp(${seal.sealedAtMs}::double precision / 1000), ${seal.programs}::json)`;
}

/** The database's clock, in whole milliseconds. */
async function readClock(tx: Tx): Promise<number> {
  const { now } = await tx.one<{ now: number }>`SELECT floor(extract(epoch FROM ledger_now()) * 1000)::bigint AS now`;
  return now;
}
