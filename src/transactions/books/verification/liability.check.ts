import type { Tx } from '../../../platform/database/database';
import { readAsPlanned, readByKeys, readWhole } from '../../../platform/database/plans';
import { type CohortSum, listCohortSumsOfJournal, listKeptCohortSums } from '../liability/cohort-history.sql';
import type { CountedMonths } from '../liability/counted-months';
import { findCounting, type LiabilitySum, listSumsOfGuests } from '../liability/liability-counting.sql';
import { listKeptSums, listSumsOfLots } from '../liability/liability.sql';
import { type Finding, NAMED_FINDINGS } from './finding';

/**
 * Check 10: the stored figures of the liability plus uncounted events equal the sums of open lots and of the journal,
 * and the sums of the figures stored per guest. Before the first counting there is nothing to check.
 */
export async function checkLiability(tx: Tx, networkId: string, months: CountedMonths): Promise<Finding[]> {
  if ((await findCounting(tx, networkId, months)) === undefined) return [];
  await readByKeys(tx);
  const kept = pointsOfSums(await listKeptSums(tx, networkId, months));
  const moved = pointsOfCohorts(await listKeptCohortSums(tx, networkId, months));
  await readWhole(tx);
  const { sums, ofGuests } = await listSumsOfGuests(tx, networkId);
  const lots = pointsOfSums(await listSumsOfLots(tx, networkId, months));
  const journal = pointsOfCohorts(await listCohortSumsOfJournal(tx, networkId, months));
  await readAsPlanned(tx);
  return [
    ...compare('liability_sums', kept, lots, 'the open lots'),
    ...compare('liability_movements', moved, journal, 'the journal'),
    ...compare('liability_guests', pointsOfSums(sums), pointsOfSums(ofGuests), 'what is kept of the guests'),
  ].slice(0, NAMED_FINDINGS + 1);
}

function pointsOfSums(sums: readonly LiabilitySum[]): Map<string, number> {
  return new Map(sums.map(({ part, key, points }) => [`${part} ${key}`, points]));
}

function pointsOfCohorts(sums: readonly CohortSum[]): Map<string, number> {
  return new Map(
    sums.flatMap(({ cohort, expires, month, ...points }) =>
      Object.entries(points).map(
        ([name, amount]) => [`${name} ${[cohort, expires, month].join('/')}`, amount] as const,
      ),
    ),
  );
}

function compare(row: string, kept: Map<string, number>, right: Map<string, number>, source: string): Finding[] {
  return [...new Set([...kept.keys(), ...right.keys()])].flatMap((id) => {
    const [is, should] = [kept.get(id) ?? 0, right.get(id) ?? 0];
    const problem = `${String(is)} points are kept, ${source} say ${String(should)}`;
    return is === should ? [] : [{ check: 10 as const, row, id, problem }];
  });
}
