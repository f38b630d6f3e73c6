import { Injectable } from '@nestjs/common';
import { UseCase } from '../../../security';
import type { TierBody } from '../../ledger/act/till-act';
import { GuestActs } from '../acts/guest-acts';
import type { RaiseCounterDto, SetTierDto } from './tier.dto';
import { Snapshots } from '../../../configuration';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { ProblemError } from '../../../platform/problems/problem';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';
import { Handles } from '../../../platform/http/handlers-of';

/** Ends a tier that was set by hand: the tier by the rule of the programme holds again, at once. */
export class EndTier extends UseCase<void, { readonly guestId: string }> {}

/** Raises one of the programme's counters: a review written, a friend brought. */
export class RaiseCounter extends UseCase<
  void,
  { readonly guestId: string; readonly counter: string; readonly body: RaiseCounterDto }
> {}

/** Sets a tier that the guest holds at least, to the end of a day or until it is ended. */
export class SetTier extends UseCase<void, { readonly guestId: string; readonly body: SetTierDto }> {}

@Injectable()
export class TiersHandlers {
  constructor(
    private readonly acts: GuestActs,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `tier_not_set_by_hand` */
  @Handles(EndTier)
  async endTier({ context, input: { guestId } }: EndTier): Promise<void> {
    const body: TierBody = { kind: 'TIER', change: { kind: 'END' }, reasonCode: 'CORRECTION', comment: null };
    await this.acts.record(context, guestId, body, (row) => ({
      action: 'tier.ended',
      before: { tier: row.tierBefore },
      after: { tier: row.tier, reasonCode: body.reasonCode },
    }));
  }

  /** @throws ProblemError `counter_unknown` */
  @Handles(RaiseCounter)
  async raiseCounter({
    context,
    input: {
      guestId,
      counter,
      body: { count, occurredAt },
    },
  }: RaiseCounter): Promise<void> {
    const at = occurredAt === null || occurredAt === undefined ? null : Date.parse(occurredAt);
    const note = () => ({ action: 'tier.counter_raised', after: { counter, count } });
    await this.acts.record(context, guestId, { kind: 'COUNT', counter, count }, note, at);
  }

  /** @throws ProblemError 400 for an `until` in the past, `tier_unknown`, `reason_code_unknown`, `own_account` */
  @Handles(SetTier)
  async setTier({
    context,
    input: {
      guestId,
      body: { tier, until, reasonCode, comment },
    },
  }: SetTier): Promise<void> {
    const snapshot = await this.snapshots.current(context.networkId);
    const untilDay = until === null || until === undefined ? null : dayOfIsoDate(until);
    if (untilDay !== null && untilDay < calendarOfNetwork(snapshot).localDay(this.clock.now().getTime()))
      throw new ProblemError('invalid_body', {}, [{ path: 'until', code: 'not_allowed', message: '' }]);
    const change = { kind: 'SET', tier, untilDay } as const;
    await this.acts.record(context, guestId, { kind: 'TIER', change, reasonCode, comment: comment ?? null }, (row) => ({
      action: 'tier.set',
      before: { tier: row.tierBefore },
      after: { tier: row.tier, reasonCode },
    }));
  }
}
