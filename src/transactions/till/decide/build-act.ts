import { points, type ManualAct } from '../../../decision';
import { encodeWarning } from '../../ledger/journal/stored-json';
import { type BuildContext, type BuiltAct, emptyFrame, type PreparedAct } from './built-act';
import { refusing, type Refusing } from '../../ledger/act/refusing';
import { buildRefund } from './build-refund';
import { buildClaim, buildHold, buildRedemption, buildSale, buildAnonymousReceipt, holdOf } from './build-sale';
import { buildMerge, buildTransfer } from './build-transfer';
import type { ManualBody, RelatedRows, RewardBody } from '../../ledger/act/till-act';

/** Makes the act that `decide` takes, with the programme that decides it, or says what the till itself refuses. Pure. */
export function buildAct(prepared: PreparedAct, context: BuildContext): BuiltAct | Refusing {
  const { act } = prepared;
  const refused = act.refused ?? prepared.refused;
  if (refused !== null) return refused;
  switch (act.body.kind) {
    case 'SALE':
      return act.guestId === null
        ? buildAnonymousReceipt(act, act.body, context)
        : buildSale(prepared, act.body, context);
    case 'REDEMPTION':
      return buildRedemption(prepared, act.body, context);
    case 'REWARD':
      return buildReward(prepared, act.body, context);
    case 'MANUAL':
      return buildManual(prepared, act.body, context);
    case 'AWARD': {
      const program = context.snapshot.programInForce(new Date(context.occurredAt));
      if (program === undefined) return refusing('no_program');
      if (!program.program.activities.has(act.body.activity)) return refusing('activity_unknown');
      return {
        act: {
          kind: 'AWARD',
          activity: act.body.activity,
          occurredAt: context.occurredAt,
          restaurantId: act.restaurantId,
        },
        program: program.program,
        frame: { ...emptyFrame('AWARD', program), reasonCode: act.body.activity },
      };
    }
    case 'TIER': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const { change, reasonCode } = act.body;
      return {
        act: { kind: 'TIER', change },
        program: program.program,
        frame: { ...emptyFrame('TIER', program), reasonCode },
      };
    }
    case 'CONFIRM': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const { saleId } = act.body;
      return {
        act: { kind: 'CONFIRM', saleId },
        program: program.program,
        frame: { ...emptyFrame('ACTIVATION', program), relatedId: saleId },
      };
    }
    case 'COUNT': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const { counter, count } = act.body;
      return {
        act: { kind: 'COUNT', counter, count, occurredAt: context.occurredAt },
        program: program.program,
        frame: emptyFrame('COUNT', program),
      };
    }
    case 'HOLD':
      return buildHold(prepared, act.body, context);
    case 'RELEASE': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const hold = holdOf(prepared.hold);
      if ('refused' in hold) return hold;
      return {
        act: { kind: 'RELEASE', holdId: act.body.holdId },
        program: program.program,
        frame: { ...emptyFrame('RELEASE', program), relatedId: act.body.holdId },
      };
    }
    case 'WARNING': {
      const program = context.snapshot.programInForce(new Date(context.now));
      if (program === undefined) return refusing('no_program');
      const { endsAt, lots } = act.body;
      return {
        act: { kind: 'WARNING', endsAt, lots },
        program: program.program,
        frame: { ...emptyFrame('WARNING', program), details: encodeWarning(act.body) },
      };
    }
    case 'GIVE':
    case 'RECEIVE':
      return buildTransfer(act.body, context);
    case 'SURRENDER':
    case 'ABSORB':
      return buildMerge(act.body, context);
    case 'CLAIM':
      return buildClaim(prepared, context);
    case 'REFUND':
      return buildRefund(prepared, act.body, context);
  }
}

function buildManual(prepared: PreparedAct, body: ManualBody, context: BuildContext): BuiltAct | Refusing {
  const { act, related } = prepared;
  const program = context.snapshot.programInForce(new Date(context.now));
  if (program === undefined) return refusing('no_program');
  const { direction, reasonCode, expiryId } = body;
  const restores = expiryId === null ? null : restoredOf(related);
  if (restores !== null && 'refused' in restores) return restores;
  return {
    act: {
      kind: 'MANUAL',
      direction,
      points: points(body.points),
      reasonCode,
      occurredAt: context.occurredAt,
      restaurantId: act.restaurantId,
      restores,
    },
    program: program.program,
    frame: { ...emptyFrame('MANUAL', program), relatedId: expiryId, direction, reasonCode },
  };
}

/** What an expiry took, and what of it came back before. */
function restoredOf(related: RelatedRows | null): NonNullable<ManualAct['restores']> | Refusing {
  if (related?.row.type !== 'EXPIRY') return refusing('not_restorable');
  const before = related.others.reduce((sum, row) => sum + (row.type === 'MANUAL' ? row.pointsEarned : 0), 0);
  return { expiryId: related.row.id, expired: points(related.row.pointsEarned), before: points(before) };
}

function buildReward(prepared: PreparedAct, body: RewardBody, context: BuildContext): BuiltAct | Refusing {
  const program = context.snapshot.programInForce(new Date(context.now));
  if (program === undefined) return refusing('no_program');
  const { act, rewards } = prepared;
  if (rewards?.offer === null || rewards?.offer === undefined)
    throw new Error('a reward is offered before it is decided');
  return {
    act: {
      kind: 'REWARD',
      occurredAt: context.occurredAt,
      restaurantId: act.restaurantId,
      offer: rewards.offer,
      quantity: body.quantity,
      networkLimit: act.networkLimit === null ? null : points(act.networkLimit),
      stampCard: body.stampCard,
    },
    program: program.program,
    frame: emptyFrame('REDEMPTION', program),
  };
}
