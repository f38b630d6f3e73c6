import { Injectable } from '@nestjs/common';
import { type OneDone, several, type SeveralAnswer } from '../../../platform/http/several';
import { ProblemError } from '../../../platform/problems/problem';
import { RequestContext, UseCase } from '../../../security';
import type { BlockBody } from '../../ledger/act/till-act';
import { GuestActs } from '../acts/guest-acts';
import type { BlockAnswer, BlockGuestDto, SeveralGuestsDto } from './blocking.dto';
import { Handles } from '../../../platform/http/handlers-of';

/** Blocks a guest, who then gets and spends no points, or ends the block. */
export class BlockGuest extends UseCase<BlockAnswer, { guestId: string; blocked: boolean; body: BlockGuestDto }> {}

/** Blocks several guests or ends their blocks, each by itself; a preview decides the same and writes nothing. */
export class ChangeSeveralGuests extends UseCase<SeveralAnswer, { body: SeveralGuestsDto }> {}

@Injectable()
export class BlockingHandlers {
  constructor(private readonly acts: GuestActs) {}

  /** @throws ProblemError `guest_blocked`, `guest_not_blocked`, `guest_not_found`, `reason_code_unknown` */
  @Handles(BlockGuest)
  async blockGuest({ context, input: { guestId, blocked, body } }: BlockGuest): Promise<BlockAnswer> {
    await record(this.acts, context, guestId, blockOf(blocked, body));
    return { guestId, blocked };
  }

  @Handles(ChangeSeveralGuests)
  changeSeveralGuests({ context, input: { body } }: ChangeSeveralGuests): Promise<SeveralAnswer> {
    const { principal, origin, language } = context;
    const block = blockOf(body.act === 'BLOCK', body);
    return several(body.ids, context, (id, call) =>
      unlessSo(block, () =>
        body.preview
          ? this.acts.preview(context, id, block)
          : record(this.acts, new RequestContext(principal, origin, call, language), id, block),
      ),
    );
  }
}

/** Treats the refusal as "nothing changed" if the guest already is as the call wants. */
async function unlessSo({ blocked }: BlockBody, act: () => Promise<void>): Promise<OneDone> {
  try {
    await act();
    return { isChanged: true };
  } catch (error) {
    const isSo = error instanceof ProblemError && error.code === (blocked ? 'guest_blocked' : 'guest_not_blocked');
    if (!isSo) throw error;
    return { isChanged: false };
  }
}

function blockOf(blocked: boolean, { reasonCode, comment }: BlockGuestDto): BlockBody {
  return { kind: 'BLOCK', blocked, reasonCode, comment: comment ?? null };
}

function record(acts: GuestActs, context: RequestContext, guestId: string, block: BlockBody): Promise<void> {
  const { blocked, reasonCode } = block;
  return acts.record(context, guestId, block, () => ({
    action: blocked ? 'guest.blocked' : 'guest.unblocked',
    before: { blocked: !blocked },
    after: { blocked, reasonCode },
  }));
}
