/** Prepared acts, and the acts that are built from them. */
import { type Act, newGuest, points } from '../../../src/decision';
import { buildAct } from '../../../src/transactions/till/decide/decide-group';
import type { BuildContext, BuiltAct, PreparedAct } from '../../../src/transactions/till/kinds/built-act';
import type { ActBody } from '../../../src/transactions/ledger/act/till-act';
import { activitiesOf, programOf } from '../decision/programs';
import { NO_SALE_ATTRIBUTES } from '../../../src/transactions/ledger/journal/journal-columns';
import { MINUTE, NOW, preparedAct, snapshotOf, tillAct, UTC } from './till-acts';

export const HOUR = 60 * MINUTE;
const ACTIVITIES = activitiesOf({ registration: { points: points(100) } });
/** The second version decides from 11:00 of the day; the first before. */
export const TWO_VERSIONS = snapshotOf([
  { from: Date.UTC(2026, 0, 1), document: programOf({ pointValue: 1, activities: ACTIVITIES }) },
  { from: NOW - HOUR, document: programOf({ pointValue: 2, activities: ACTIVITIES }) },
]);
export const NO_PROGRAM = snapshotOf([]);

function contextOf(changes: Partial<BuildContext> = {}): BuildContext {
  return { guest: newGuest(), occurredAt: NOW, now: NOW, snapshot: TWO_VERSIONS, calendar: UTC, ...changes };
}

/** A prepared act with this body, and what is built from it. */
export function building(body: ActBody, prepared: Partial<PreparedAct> = {}, context: Partial<BuildContext> = {}) {
  return buildAct(preparedAct({ act: tillAct({ body }), ...prepared }), contextOf(context));
}

export function built(
  body: ActBody,
  prepared: Partial<PreparedAct> = {},
  context: Partial<BuildContext> = {},
): BuiltAct {
  const result = building(body, prepared, context);
  if ('refused' in result) throw new Error(`refused: ${result.refused}`);
  return result;
}

export function actOf(
  body: ActBody,
  prepared: Partial<PreparedAct> = {},
  context: Partial<BuildContext> = {},
): Act | null {
  return built(body, prepared, context).act;
}

export const refusal = (refused: string, data: Record<string, unknown> = {}) => ({ refused, data });
export const FRAME = {
  businessDate: null,
  programVersion: 2,
  relatedId: null,
  lines: null,
  details: null,
  attributes: NO_SALE_ATTRIBUTES,
  direction: null,
  reasonCode: null,
};
