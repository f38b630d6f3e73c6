import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Context, type RequestContext, Route, Routes } from '../../security';
import { Confirmations, AskConfirmation, DecideConfirmation } from './confirmations';
import * as dto from './confirmation.dto';
import { Id } from '../../platform/http/id.decorator';

/** Redemptions above the network's limit: the till asks, and the guest confirms by a code from a message or by a tap. */
@Routes('/', 'Till')
export class ConfirmationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly confirmations: Confirmations,
  ) {}

  @Route('POST guests/:id/confirmations', {
    id: 'askConfirmation',
    permission: 'till.redeem',
    summary: 'Ask a guest to confirm a spend',
    description:
      'For a redemption that was refused with `confirmation_required`. A guest with a phone gets a code by message, if a channel is set up; every guest can confirm with a tap (`decideConfirmation`). The till sends the redemption again with `confirmation: { id, oneTimeCode }`, without the code after a tap. Employees cannot ask for their own account as a guest. 429 `rate_limited` after too many codes.',
    created: dto.askedConfirmationSchema,
    problems: ['own_account', 'guest_not_found'],
  })
  ask(
    @Context() context: RequestContext,
    @Id('id', 'Guest') guestId: string,
    @Body({ schema: dto.askConfirmationSchema }) body: dto.AskConfirmationBody,
  ) {
    return this.commands.execute(new AskConfirmation(context, { guestId, body }));
  }

  @Route('GET auth/me/confirmations', {
    id: 'listOwnConfirmations',
    permission: 'guest.self',
    summary: 'List the spends that wait for the signed-in guest',
    description: 'Neither confirmed, refused, used nor ended; they end ten minutes after they were asked for.',
    ok: dto.ownConfirmationsSchema,
  })
  async list(@Context() { networkId, principal }: RequestContext): Promise<dto.OwnConfirmations> {
    return { items: (await this.confirmations.listOwn(networkId, principal.id)).map(dto.confirmationAnswer) };
  }

  @Route('POST auth/me/confirmations/:id', {
    id: 'decideConfirmation',
    permission: 'guest.self',
    summary: 'Confirm or refuse a spend with a tap',
    description:
      'The answer lists the spends that still wait. 404 `not_found` if this one is already decided or has ended.',
    ok: dto.ownConfirmationsSchema,
    problems: ['not_found'],
  })
  decide(
    @Context() context: RequestContext,
    @Id('id', 'Confirmation') id: string,
    @Body({ schema: dto.decideConfirmationSchema }) { confirm }: dto.DecideConfirmationBody,
  ) {
    return this.commands.execute(new DecideConfirmation(context, { id, confirm }));
  }
}
