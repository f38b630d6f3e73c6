import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import type { TierBody } from '../../ledger/act/till-act';
import { GuestActs } from '../acts/guest-acts';
import type { RaiseCounterDto, SetTierDto } from './tier.dto';
import { Snapshots } from '../../../configuration';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { ProblemError } from '../../../platform/problems/problem';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

/** Ends a tier that was set by hand: the tier by the rule of the programme holds again, at once. */
export class EndTier extends UseCase<void, { readonly guestId: string }> {}

@CommandHandler(EndTier)
export class EndTierHandler implements ICommandHandler<EndTier> {
  constructor(private readonly acts: GuestActs) {}

  /** @throws ProblemError `tier_not_set_by_hand` */
  async execute({ context, input: { guestId } }: EndTier): Promise<void> {
    const body: TierBody = { kind: 'TIER', change: { kind: 'END' }, reasonCode: 'CORRECTION', comment: null };
    await this.acts.record(context, guestId, body, (row) => ({
      action: 'tier.ended',
      before: { tier: row.tierBefore },
      after: { tier: row.tier, reasonCode: body.reasonCode },
    }));
  }
}

/** Raises one of the programme's counters: a review written, a friend brought. */
export class RaiseCounter extends UseCase<
  void,
  { readonly guestId: string; readonly counter: string; readonly body: RaiseCounterDto }
> {}

@CommandHandler(RaiseCounter)
export class RaiseCounterHandler implements ICommandHandler<RaiseCounter> {
  constructor(private readonly acts: GuestActs) {}

  /** @throws ProblemError `counter_unknown` */
  async execute({
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
}

/** Sets a tier that the guest holds at least, to the end of a day or until it is ended. */
export class SetTier extends UseCase<void, { readonly guestId: string; readonly body: SetTierDto }> {}

@CommandHandler(SetTier)
export class SetTierHandler implements ICommandHandler<SetTier> {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly acts: GuestActs,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 400 for an `until` in the past, `tier_unknown`, `reason_code_unknown`, `own_account` */
  async execute({
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
