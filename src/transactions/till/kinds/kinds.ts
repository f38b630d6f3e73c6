import { type Act, type CompiledProgram, invariant } from '../../../decision';
import type { ActBody } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import type { JournalType } from '../../ledger/journal/journal-row';
import { award } from './award';
import { block } from './block';
import { claim } from './claim';
import { confirm } from './confirm';
import { count } from './count';
import { freeze } from './freeze';
import { hold } from './hold';
import { join } from './join';
import type { KindOfAct, RowHistory } from './kind';
import { manual } from './manual';
import { absorb, surrender } from './merge';
import { opening, undoOpening } from './opening';
import { partner } from './partner';
import { redemption } from './redemption';
import { refund } from './refund';
import { release } from './release';
import { reserve } from './reserve';
import { reward } from './reward';
import { review } from './review';
import { revoke } from './revoke';
import { sale } from './sale';
import { tier } from './tier';
import { give, receive } from './transfer';
import { warning } from './warning';

type Of<Union, K> = Extract<Union, { readonly kind: K }>;

/** Every kind of act. A kind that is missing here does not compile. */
const KINDS: { readonly [K in ActBody['kind']]: KindOfAct<Of<ActBody, K>, Of<Act, K>> } = {
  SALE: sale,
  REDEMPTION: redemption,
  REWARD: reward,
  MANUAL: manual,
  PARTNER: partner,
  AWARD: award,
  HOLD: hold,
  RESERVE: reserve,
  REVIEW: review,
  RELEASE: release,
  REFUND: refund,
  REVOKE: revoke,
  CLAIM: claim,
  WARNING: warning,
  TIER: tier,
  COUNT: count,
  BLOCK: block,
  JOIN: join,
  FREEZE: freeze,
  CONFIRM: confirm,
  GIVE: give,
  RECEIVE: receive,
  SURRENDER: surrender,
  ABSORB: absorb,
  OPENING: opening,
  UNDO_OPENING: undoOpening,
};

export function kindOf({ kind }: ActBody): KindOfAct {
  return KINDS[kind];
}

const NO_CODES: readonly string[] = [];

/** The codes of coupons that an act names, as they were typed. */
export function codesNamedBy(body: ActBody): readonly string[] {
  return kindOf(body).codes?.(body) ?? NO_CODES;
}

const KINDS_OF_ROW = new Map<JournalType, KindOfAct[]>();
for (const kind of Object.values<KindOfAct>(KINDS))
  KINDS_OF_ROW.set(kind.row, [...(KINDS_OF_ROW.get(kind.row) ?? []), kind]);

const NO_KINDS: readonly KindOfAct[] = [];

/** Whether rows of a type store other details than those of their decision. */
export function keepsOwnDetails(type: JournalType): boolean {
  return (KINDS_OF_ROW.get(type) ?? NO_KINDS).some((kind) => kind.details !== undefined);
}

/** The act from which a row was decided. Throws where the row stores a due settlement, or names a row that the journal does not have. */
export function actOfRow(row: JournalRow, history: RowHistory, program: CompiledProgram): Act {
  for (const kind of KINDS_OF_ROW.get(row.type) ?? NO_KINDS) {
    const act = kind.fromRow(row, history, program);
    if (act !== null) return act;
  }
  invariant(false, `an act wrote the ${row.type} ${row.id}`);
}
