import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import type { BlockBody } from '../../ledger/act/till-act';
import { GuestActs } from '../acts/guest-acts';
import type { BlockAnswer, BlockGuestDto } from './blocking.dto';

/** Blocks a guest, who then gets and spends no points, or ends that. */
export class BlockGuest extends UseCase<
  BlockAnswer,
  { readonly guestId: string; readonly blocked: boolean; readonly body: BlockGuestDto }
> {}

@CommandHandler(BlockGuest)
export class BlockGuestHandler implements ICommandHandler<BlockGuest> {
  constructor(private readonly acts: GuestActs) {}

  /** @throws ProblemError `guest_blocked`, `guest_not_blocked`, `guest_not_found`, `reason_code_unknown` */
  async execute({
    context,
    input: {
      guestId,
      blocked,
      body: { reasonCode, comment },
    },
  }: BlockGuest): Promise<BlockAnswer> {
    const body: BlockBody = { kind: 'BLOCK', blocked, reasonCode, comment: comment ?? null };
    await this.acts.record(context, guestId, body, () => ({
      action: blocked ? 'guest.blocked' : 'guest.unblocked',
      before: { blocked: !blocked },
      after: { blocked, reasonCode },
    }));
    return { guestId, blocked };
  }
}
