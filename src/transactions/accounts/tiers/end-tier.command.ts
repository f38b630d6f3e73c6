import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import type { TierBody } from '../../ledger/act/till-act';
import { GuestActs } from '../acts/guest-acts';

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
