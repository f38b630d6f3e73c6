import type { ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { calendarOf } from '../../../platform/clock/calendar';
import type { Database, Tx } from '../../../platform/database/database';
import { readAsPlanned, readWhole } from '../../../platform/database/plans';
import { TIME_LIMITS } from '../../../platform/database/time-limits';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { programsOf, readReplaySettings } from '../../replay/replay-settings';
import { type CountedMonths, countedMonthsOf } from '../liability/counted-months';
import { readNow } from '../liability/liability.sql';
import type { SealKeys } from '../seals/seal-keys';
import type { LostSeals, PublishedHeads } from '../seals/published-heads';
import { JOURNAL_START, type JournalPosition, type Seal, sealHashOf } from '../seals/seal-head.rules';
import { findSeal, lockSealing } from '../seals/seals.sql';
import { checkAccounts } from './accounts.check';
import { DecisionsCheck } from './decisions.check';
import { listDueEpochs } from './epoch.check';
import { type Finding, Findings } from './finding';
import { checkLiability } from './liability.check';
import { listMissingParents, listStrangers } from './parents.check';
import { ReceiptsCheck } from './receipts.check';
import { checkRows } from './rows.check';
import { SealsCheck } from './seals.check';
import type { VerifiedSeal, VerifiedSeals } from './verified-seals';

/** Tools and records that the checks read with. */
export interface VerificationTools {
  readonly database: Database;
  readonly snapshots: Snapshots;
  readonly keys: SealKeys;
  readonly heads: PublishedHeads;
  readonly verified: VerifiedSeals;
}

export interface Verification {
  readonly networkId: string;
  readonly findings: Findings;
  readonly isRight: boolean;
  /** How many rows were checked. */
  readonly transactions: number;
  readonly seals: number;
  /** Rows after the last seal, which no seal protects yet. */
  readonly unsealed: number;
  /** The seal up to which rows and decisions were verified before and not again. Null: everything was verified. */
  readonly since: VerifiedSeal | null;
  /** Seals lost in restores, as the operator accepted them. */
  readonly lostSeals: readonly LostSeals[];
  /** Before this instant, the event log only has events of journal rows. Null: all events are kept. */
  readonly eventsKeptFrom: Date | null;
  readonly elapsedMs: number;
}

/**
 * Checks the whole ledger of a network on one snapshot, from the rows alone: the points of `CHECKS`. It reads page by
 * page, so memory does not grow with the ledger. It changes nothing in the database, and notes in `SEAL_DIR` up to
 * which seal the ledger is right. `sinceSeal`: it continues after that seal; rows of verified seals are not read again,
 * and only guests with a later act are replayed. Throws only for errors of the database or the folder.
 */
export async function verifyLedger(
  tools: VerificationTools,
  networkId: string,
  { sinceSeal = false }: { readonly sinceSeal?: boolean } = {},
): Promise<Verification> {
  const started = performance.now();
  const configuration = await tools.snapshots.current(networkId);
  const outside = await tools.database.inNetwork(networkId, async (tx) => {
    // Between its signature and its commit, a seal exists only outside of the database.
    await lockSealing(tx, networkId);
    return {
      published: await tools.heads.list(networkId),
      signed: await tools.heads.findSigned(networkId),
      carried: await tools.heads.listCarriedKeys(networkId),
    };
  });
  const findings = new Findings();
  const verified = await tools.verified.find(networkId);
  const check = async (tx: Tx) => {
    const since = await findVerified(tx, networkId, { verified, lost: outside.published.lost }, findings);
    const from = sinceSeal ? since : undefined;
    const { timeZone, settings } = configuration.profile;
    const months = countedMonthsOf(calendarOf(timeZone, settings.dayStart));
    const beside = tools.database.besideSnapshot(
      tx,
      networkId,
      async (other) => {
        const rows = await checkTables(tools.database, other, networkId, months);
        const chain = await new SealsCheck(other, networkId, tools.keys, outside, from).run();
        return { rows, chain };
      },
      TIME_LIMITS.check,
    );
    // One connection serves the replay, which is work of this process, while the other one's statements are work of the
    // database.
    const [decided, read] = await allEnded(checkDecisions(tx, configuration, from), beside);
    const { rows, chain } = read;
    findings.addAll(decided.findings);
    findings.addAll(rows);
    findings.addAll(chain.findings);
    findings.addAll(await listDueEpochs(tx, networkId));
    const mark = await tx.maybe<{ keptFrom: Date }>`SELECT kept_from FROM event_marks WHERE network_id = ${networkId}`;
    return {
      transactions: decided.transactions,
      seals: chain.seals,
      unsealed: await countUnsealed(tx, networkId, chain.last?.to ?? JOURNAL_START),
      last: chain.last,
      isPart: from !== undefined,
      at: await readNow(tx),
      eventsKeptFrom: mark?.keptFrom ?? null,
    };
  };
  const counts = await tools.database.snapshotOfNetwork(networkId, check, TIME_LIMITS.check);
  const { transactions, seals, unsealed, last, isPart, at, eventsKeptFrom } = counts;
  const isRight = findings.list().length === 0;
  const since = isPart ? (verified ?? null) : null;
  if (isRight && last !== undefined) {
    const verifiedAt = at.toISOString();
    const { number, hash } = last;
    const wholeAt = since?.wholeAt ?? verifiedAt;
    await tools.verified.keep(networkId, { number, hash: hash.toString('hex'), verifiedAt, wholeAt });
  }
  return {
    networkId,
    findings,
    isRight,
    transactions,
    seals,
    unsealed,
    since,
    lostSeals: outside.published.lost,
    eventsKeptFrom,
    elapsedMs: Math.round(performance.now() - started),
  };
}

/** Returns both results once both have ended, so that no transaction is closed while a statement on its snapshot still runs. */
async function allEnded<A, B>(...work: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** Checks 4 and 5, as far as they read the journal row by row. */
async function checkDecisions(
  tx: Tx,
  configuration: ConfigurationSnapshot,
  from: Seal | undefined,
): Promise<{ findings: Finding[]; transactions: number }> {
  const settings = await readReplaySettings(tx, configuration);
  const { networkId } = settings;
  const receipts = new ReceiptsCheck(tx, networkId, ({ recordedAt }) => settings.settings.at(recordedAt).receiptScope);
  const take = (row: JournalRow): Promise<void> => receipts.take(row);
  const decisions = new DecisionsCheck(tx, programsOf(configuration), settings, take, from?.to);
  const { findings, transactions } = await decisions.run();
  await receipts.finish();
  return { findings: [...findings, ...receipts.findings], transactions };
}

/** The checks made by statements over whole tables. */
async function checkTables(database: Database, tx: Tx, networkId: string, months: CountedMonths): Promise<Finding[]> {
  await readWhole(tx);
  const findings = [
    ...(await checkAccounts(tx, networkId)),
    ...(await checkRows(tx, networkId)),
    ...(await listMissingParents(tx, networkId)),
    ...(await listStrangers(database, tx, networkId)),
  ];
  await readAsPlanned(tx);
  return [...findings, ...(await checkLiability(tx, networkId, months))];
}

/** How many transactions come after a position, even above the watermark. */
async function countUnsealed(tx: Tx, networkId: string, { epoch, xid, id }: JournalPosition): Promise<number> {
  const { unsealed } = await tx.one<{ unsealed: number }>`
    SELECT count(*)::int AS unsealed FROM events e
     WHERE e.network_id = ${networkId} AND (e.epoch, e.xid, e.id) > (${epoch}, ${xid}, ${id}) AND e.type LIKE 'transaction.%'`;
  return unsealed;
}

/** The last verified seal, if the database still has it unchanged. */
async function findVerified(
  tx: Tx,
  networkId: string,
  { verified, lost }: { readonly verified: VerifiedSeal | undefined; readonly lost: readonly LostSeals[] },
  findings: Findings,
): Promise<Seal | undefined> {
  if (verified === undefined) return undefined;
  const isLost = lost.some(({ restoredTo, lostUpTo }) => verified.number > restoredTo && verified.number <= lostUpTo);
  if (isLost) return undefined;
  const seal = await findSeal(tx, networkId, verified.number);
  if (seal !== undefined && sealHashOf(seal).toString('hex') === verified.hash) return seal;
  const problem = `seal ${String(verified.number)} is not the one that was verified on ${verified.verifiedAt.slice(0, 10)}`;
  findings.add({ check: 8, row: 'seals', id: String(verified.number), problem });
  return undefined;
}
