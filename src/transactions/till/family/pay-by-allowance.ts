import { Injectable } from '@nestjs/common';
import { points } from '../../../decision';
import type { Statements } from '../../../platform/database/database';
import { decodeFacts } from '../../ledger/journal/stored-json';
import type { PreparedAct } from '../kinds/built-act';
import { refusing } from '../../ledger/act/refusing';
import { pointsSpentOffline } from '../decide/late-spending.rules';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import type { ActCall, Locks, ActPart } from '../participants/participant';

/** Lets the allowance of an offline till pay where the guest and the family have too few points. */
@Injectable()
export class PayByAllowance {
  static readonly locks = { decide: ['till_allowances'], write: ['till_allowances'] } satisfies Locks;

  begin({ tx, act }: ActCall): ActPart {
    return {
      decide: async (prepared, decided, again) => {
        const payment = prepared.allowance === undefined ? await findPayment(tx, act, decided.outcome) : null;
        return payment === null ? decided : again({ ...prepared, ...payment });
      },
      write: async (row) => {
        const { allowance } = decodeFacts(row);
        if (allowance !== null)
          await tx.query`
            UPDATE till_allowances SET used = used + ${allowance.points}
             WHERE network_id = ${act.networkId} AND id = ${allowance.id}`;
      },
    };
  }
}

/**
 * The next step for an act refused for lack of points: the rest of the till's allowance, locked, or the reason why it
 * cannot pay. Null: the outcome stands, because it was another one or the act came without an allowance.
 */
async function findPayment(
  tx: Statements,
  act: TillAct,
  outcome: Outcome,
): Promise<Pick<PreparedAct, 'refused'> | Pick<PreparedAct, 'allowance'> | null> {
  const { allowance, networkId } = act;
  if (allowance === undefined || pointsSpentOffline(act) === 0) return null;
  if (outcome.kind !== 'REFUSED' || outcome.code !== 'insufficient_points') return null;
  const available = Number(outcome.data['available']);
  if ('refused' in allowance) return { refused: refusing(allowance.refused, { available }) };
  // The allowance is locked after the guests (ledger.md, rule 2), so that the next act sees this act's use.
  const row = await tx.maybe<{ points: number; used: number }>`
    SELECT points, used FROM till_allowances WHERE network_id = ${networkId} AND id = ${allowance.id} FOR UPDATE`;
  if (row === undefined) return { refused: refusing('allowance_unknown', { available }) };
  const left = row.points - row.used;
  if (pointsSpentOffline(act) - available > left)
    return { refused: refusing('allowance_used_up', { available, left }) };
  return { allowance: { id: allowance.id, left: points(left) } };
}
