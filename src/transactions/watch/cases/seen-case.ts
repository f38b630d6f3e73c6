import type { Tx } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import { sightOf } from './cases.query';
import { type CaseRow, findCase } from './cases.sql';
import { isOwn } from './subjects';

/** Locks a case that the caller may see and that is not about the caller. @throws ProblemError `not_found`, `own_fraud_case` */
export async function lockSeen(tx: Tx, { networkId, principal }: RequestContext, id: string) {
  const locked = await tx.maybe<Pick<CaseRow, 'subjectKind' | 'subjectId' | 'restaurantId' | 'state'>>`
    SELECT subject_kind, subject_id, restaurant_id, state
     FROM fraud_cases WHERE network_id = ${networkId} AND id = ${id} FOR UPDATE`;
  const seen = await findCase(tx, networkId, sightOf(principal), id);
  if (locked === undefined || seen === undefined) throw new ProblemError('not_found');
  if (isOwn(principal, { kind: locked.subjectKind, id: locked.subjectId })) throw new ProblemError('own_fraud_case');
  return locked;
}
