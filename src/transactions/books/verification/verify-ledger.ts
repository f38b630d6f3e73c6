import type { Snapshots } from '../../../configuration';
import type { Database, Tx } from '../../../platform/database/database';
import { programsOf, settingsOf } from '../../replay/replay-settings';
import type { SealKeys } from '../seals/seal-keys';
import type { LostSeals, PublishedHeads } from '../seals/published-heads';
import { lockSealing } from '../seals/seals.sql';
import { checkAccounts } from './accounts.check';
import { listWrongAllowances } from './allowances.sql';
import { listBalancesBesideLots, listBelowZero, listWrongBalances, listWrongLots } from './balances.sql';
import { listWrongClaims } from './claims.sql';
import { DecisionsCheck } from './decisions.check';
import { listDueEpochs } from './epoch.sql';
import { listWrongEvents } from './events.sql';
import { type Finding, Findings } from './finding';
import { findUsersOf, listMissingParents, listNamedUsers } from './parents.sql';
import { ReceiptsCheck } from './receipts.check';
import { listWrongFamilies } from './families.sql';
import { listWrongSegments } from './segments.sql';
import { listWrongRewards } from './rewards.sql';
import { SealsCheck } from './seals.check';
import { listWrongStamps } from './stamps.sql';

/** Tools that the checks read with. */
export interface VerificationTools {
  readonly database: Database;
  readonly snapshots: Snapshots;
  readonly keys: SealKeys;
  readonly heads: PublishedHeads;
}

export interface Verification {
  readonly networkId: string;
  readonly findings: Findings;
  readonly isRight: boolean;
  /** Numbers of checked rows. */
  readonly transactions: number;
  readonly seals: number;
  /** Seals lost in restores, as the operator accepted them. */
  readonly lostSeals: readonly LostSeals[];
  readonly elapsedMs: number;
}

/**
 * Checks the whole ledger of a network on one snapshot, from the rows alone: the nine points of `CHECKS`. Reads page by
 * page, so that memory does not grow with the ledger; changes nothing. Throws only where the database does.
 */
export async function verifyLedger(tools: VerificationTools, networkId: string): Promise<Verification> {
  const started = performance.now();
  const configuration = await tools.snapshots.current(networkId);
  const outside = await tools.database.inNetwork(networkId, async (tx) => {
    // Between its signature and its commit a seal stands outside alone.
    await lockSealing(tx, networkId);
    return { published: await tools.heads.list(networkId), signed: await tools.heads.findSigned(networkId) };
  });
  const findings = new Findings();
  const counts = await tools.database.snapshotOfNetwork(networkId, async (tx) => {
    await tx.query(`SELECT set_config('statement_timeout', '0', true), set_config('work_mem', '64MB', true)`);
    findings.addAll(await listWrongBalances(tx, networkId));
    findings.addAll(await listBalancesBesideLots(tx, networkId));
    findings.addAll(await listWrongLots(tx, networkId));
    findings.addAll(await listWrongStamps(tx, networkId));
    findings.addAll(await checkAccounts(tx, networkId));
    findings.addAll(await listBelowZero(tx, networkId));
    const receipts = new ReceiptsCheck(tx, networkId);
    const decisions = new DecisionsCheck(tx, programsOf(configuration), settingsOf(configuration), (row) =>
      receipts.take(row),
    );
    const { findings: wrong, transactions } = await decisions.run();
    await receipts.finish();
    findings.addAll(wrong);
    findings.addAll(receipts.findings);
    findings.addAll(await listWrongRewards(tx, networkId));
    findings.addAll(await listWrongFamilies(tx, networkId));
    findings.addAll(await listWrongAllowances(tx, networkId));
    findings.addAll(await listWrongSegments(tx, networkId));
    findings.addAll(await listWrongClaims(tx, networkId));
    findings.addAll(await listWrongEvents(tx, networkId));
    findings.addAll(await listMissingParents(tx, networkId));
    findings.addAll(await listStrangers(tools.database, tx, networkId));
    const chain = await new SealsCheck(tx, networkId, tools.keys, outside).run();
    findings.addAll(chain.findings);
    findings.addAll(await listDueEpochs(tx, networkId));
    return { transactions, seals: chain.seals };
  });
  return {
    networkId,
    findings,
    isRight: findings.list().length === 0,
    ...counts,
    lostSeals: outside.published.lost,
    elapsedMs: Math.round(performance.now() - started),
  };
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
