import type { CompiledProgram, GuestState, TierStatus } from '../../../decision';
import { isoDateOf } from '../../../platform/clock/calendar';
import { traceAnswerOf } from '../../till/responses/transaction-answer';
import type { AnswerReader } from '../../till/responses/shown-names';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeTierDetails, decodeTrace } from '../../ledger/journal/stored-json';
import type { GuestTierAnswer, PublishedTiers, TierChangeAnswer, TIER_CAUSES } from './tier.dto';
import type { TierChangeRow } from './tier-changes.sql';

/** The tiers of a programme, as its staff and its guests may see them. */
export function publishedTiersOf({ document }: CompiledProgram, programVersion: number): PublishedTiers {
  return {
    programVersion,
    window: document.tierWindow,
    keep: document.tierKeep,
    counters: document.tierCounters.map(({ code }) => code),
    items: document.tiers.map((tier) => ({ ...tier, needs: { ...tier.needs }, benefits: [...tier.benefits] })),
  };
}

export function guestTierOf(
  guestId: string,
  { document }: CompiledProgram,
  state: GuestState,
  status: TierStatus,
): GuestTierAnswer {
  const tier = document.tiers.find(({ code }) => code === status.tier);
  const { byHand } = state.counters;
  return {
    guestId,
    code: status.tier,
    next: status.next,
    amountToNext: status.amountToNext,
    visitsToNext: status.visitsToNext,
    pointsToNext: status.pointsToNext,
    countersToNext: status.countersToNext,
    counts: { ...status.counts, counters: status.counters },
    keptUntil: dateOrNull(state.graceUntil),
    byHand:
      byHand === null
        ? null
        : {
            tier: byHand.tier,
            until: dateOrNull(byHand.untilDay),
            ruleTier: byHand.rule,
            campaign: byHand.campaign ?? null,
          },
    discountPpm: tier?.discountPpm ?? 0,
    multiplierPpm: tier?.multiplierPpm ?? 0,
    benefits: [...(tier?.benefits ?? [])],
  };
}

/** A tier change as the reader may see it. Guests do not see the comment of the person who set the tier. */
export function tierChangeOf(row: TierChangeRow, reader: AnswerReader, hidesComment: boolean): TierChangeAnswer {
  const told = decodeTrace(row);
  const { change } = decodeTierDetails(row) ?? {};
  return {
    transactionId: row.id,
    at: new Date(row.occurredAt).toISOString(),
    from: row.tierBefore,
    to: row.tier,
    cause: causeOf(row),
    by: { kind: row.actorKind, id: row.actorId },
    reasonCode: row.type === 'TIER' ? row.reasonCode : null,
    comment: hidesComment ? null : row.comment,
    keptUntil: dateOrNull(told.map(({ arguments: { keptUntilDay } }) => keptUntilDay).find(isDay) ?? null),
    byHandUntil: change?.kind === 'SET' ? dateOrNull(change.untilDay) : null,
    programVersion: row.programVersion,
    reasons: traceAnswerOf(row, reader)
      .filter(({ effect }) => effect === 'TIER')
      .map(({ reason }) => reason),
  };
}

function causeOf(row: JournalRow): (typeof TIER_CAUSES)[number] {
  switch (row.type) {
    case 'SALE':
    case 'AWARD':
    case 'REFUND':
      return row.type;
    case 'COUNT':
      return 'ACTIVITY';
    case 'TIER':
      return causeOfLook(row);
    default:
      return 'OTHER';
  }
}

function causeOfLook(row: JournalRow): 'REVIEW' | 'BY_HAND' | 'BY_HAND_ENDED' | 'PROGRAM' {
  const details = decodeTierDetails(row);
  switch (details?.change.kind) {
    case 'SET':
      return 'BY_HAND';
    case 'END':
      return 'BY_HAND_ENDED';
    case 'REVISE':
      return 'PROGRAM';
    case undefined:
      return decodeTrace(row).some(({ rule }) => /\.by(Hand|Campaign)Ended$/.test(rule)) ? 'BY_HAND_ENDED' : 'REVIEW';
  }
}

function isDay(value: unknown): value is number {
  return typeof value === 'number';
}

function dateOrNull(day: number | null): string | null {
  return day === null ? null : isoDateOf(day);
}
