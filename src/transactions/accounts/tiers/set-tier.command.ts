import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Snapshots } from '../../../configuration';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { GuestActs } from '../acts/guest-acts';
import type { SetTierDto } from './tier.dto';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

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
