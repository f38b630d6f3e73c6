import type { Snapshots } from '../../../configuration';
import { calendarOf } from '../../../platform/clock/calendar';
import type { Database, Tx } from '../../../platform/database/database';
import { readAsPlanned, readWhole } from '../../../platform/database/plans';
import { TIME_LIMITS } from '../../../platform/database/time-limits';
import { programsOf, readReplaySettings } from '../../replay/replay-settings';
import { countedMonthsOf } from '../liability/counted-months';
import { readNow } from '../liability/liability.sql';
import type { SealKeys } from '../seals/seal-keys';
import type { LostSeals, PublishedHeads } from '../seals/published-heads';
import { countUnsealed } from '../seals/journal.sql';
import { JOURNAL_START, type Seal, sealHashOf } from '../seals/seal-head.rules';
import { findSeal, lockSealing } from '../seals/seals.sql';
import { checkAccounts } from './accounts.check';
import { listWrongAllowances } from './allowances.sql';
import {
  listBalancesBesideLots,
  listBelowZero,
  listWrongBalances,
  listWrongLimits,
  listWrongLots,
} from './balances.sql';
import { listWrongBudgets } from './budgets.sql';
import { listWrongClaims } from './claims.sql';
import { DecisionsCheck } from './decisions.check';
import { listDueEpochs } from './epoch.sql';
import { findEventsKeptFrom, listWrongEvents } from './events.sql';
import { type Finding, Findings } from './finding';
import { checkLiability } from './liability.check';
import { findUsersOf, listMissingParents, listNamedUsers } from './parents.sql';
import { listWrongSettlements } from './partners.sql';
import { ReceiptsCheck } from './receipts.check';
import { listWrongFamilies } from './families.sql';
import { listWrongGifts } from './gifts.sql';
import { listWrongSegments } from './segments.sql';
import { listWrongRewards } from './rewards.sql';
import { SealsCheck } from './seals.check';
import { listWrongStamps } from './stamps.sql';
import type { VerifiedSeal, VerifiedSeals } from './verified-seals';

/** Tools that the checks read with. */
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
  /** Numbers of checked rows. */
  readonly transactions: number;
  readonly seals: number;
  /** Rows after the last seal, which nobody but their rows themselves vouches for. */
  readonly unsealed: number;
  /** The seal up to which rows and decisions were verified before, and not again; null: everything was verified. */
  readonly since: VerifiedSeal | null;
  /** Seals lost in restores, as the operator accepted them. */
  readonly lostSeals: readonly LostSeals[];
  /** Before it the event log has the journal's rows alone; null: all of it is kept. */
  readonly eventsKeptFrom: Date | null;
  readonly elapsedMs: number;
}

/**
 * Checks the whole ledger of a network on one snapshot, from the rows alone: the points of `CHECKS`. Reads page by
 * page, so that memory does not grow with the ledger; changes nothing in the database, and notes in `SEAL_DIR` up to which
 * seal it is right. With `sinceSeal` it goes on from there: the rows of seals that were verified before are not read
 * again, and of guests those with an act since are decided anew. Throws only where database or folder do.
 */
export async function verifyLedger(
  tools: VerificationTools,
  networkId: string,
  { sinceSeal = false }: { readonly sinceSeal?: boolean } = {},
): Promise<Verification> {
  const started = performance.now();
  const configuration = await tools.snapshots.current(networkId);
  const outside = await tools.database.inNetwork(networkId, async (tx) => {
    // Between its signature and its commit a seal stands outside alone.
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
    await readWhole(tx);
    findings.addAll(await listWrongBalances(tx, networkId));
    findings.addAll(await listBalancesBesideLots(tx, networkId));
    findings.addAll(await listWrongLimits(tx, networkId));
    findings.addAll(await listWrongLots(tx, networkId));
    findings.addAll(await listWrongStamps(tx, networkId));
    findings.addAll(await checkAccounts(tx, networkId));
    findings.addAll(await listWrongSettlements(tx, networkId));
    findings.addAll(await listBelowZero(tx, networkId));
    await readAsPlanned(tx);
    const receipts = new ReceiptsCheck(tx, networkId);
    const decisions = new DecisionsCheck(
      tx,
      programsOf(configuration),
      await readReplaySettings(tx, configuration),
      (row) => receipts.take(row),
      from?.to,
    );
    const { findings: wrong, transactions } = await decisions.run();
    await receipts.finish();
    findings.addAll(wrong);
    findings.addAll(receipts.findings);
    await readWhole(tx);
    findings.addAll(await listWrongRewards(tx, networkId));
    findings.addAll(await listWrongFamilies(tx, networkId));
    findings.addAll(await listWrongGifts(tx, networkId));
    findings.addAll(await listWrongAllowances(tx, networkId));
    findings.addAll(await listWrongBudgets(tx, networkId));
    findings.addAll(await listWrongSegments(tx, networkId));
    findings.addAll(await listWrongClaims(tx, networkId));
    findings.addAll(await listWrongEvents(tx, networkId));
    findings.addAll(await listMissingParents(tx, networkId));
    findings.addAll(await listStrangers(tools.database, tx, networkId));
    await readAsPlanned(tx);
    const chain = await new SealsCheck(tx, networkId, tools.keys, outside, from).run();
    findings.addAll(chain.findings);
    findings.addAll(await listDueEpochs(tx, networkId));
    const { timeZone, settings } = configuration.profile;
    findings.addAll(await checkLiability(tx, networkId, countedMonthsOf(calendarOf(timeZone, settings.dayStart))));
    const eventsKeptFrom = await findEventsKeptFrom(tx, networkId);
    return {
      transactions,
      seals: chain.seals,
      unsealed: await countUnsealed(tx, networkId, chain.last?.to ?? JOURNAL_START),
      last: chain.last,
      isPart: from !== undefined,
      at: await readNow(tx),
      eventsKeptFrom,
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

/** The seal that was verified last, as it still stands in the database. */
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

/** Check 7: who acted is of the network, or an owner of the installation, whom only the platform's role can see. */
async function listStrangers(database: Database, tx: Tx, networkId: string): Promise<Finding[]> {
  const named = await listNamedUsers(tx, networkId);
  const known = await database.asPlatform((platform) =>
    findUsersOf(platform, networkId, [...new Set(named.map(({ user }) => user))]),
  );
  return named
    .filter(({ user }) => !known.has(user))
    .map(({ table, id, user }) => ({ check: 7, row: table, id, problem: `${user} is no user of the network` }));
}
