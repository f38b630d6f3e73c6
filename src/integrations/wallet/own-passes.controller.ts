import { Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import type { ApiReply } from '../../platform/http/api-request';
import { ProblemError } from '../../platform/problems/problem';
import { Context, NetworkId, type RequestContext, Route, Routes } from '../../security';
import { AddToWallet } from './add-to-wallet.command';
import * as dto from './wallet.dto';
import { WalletCards } from './wallet-card';
import { WalletPasses } from './wallet-passes';

/** The card of the signed-in guest outside the cabinet. */
@Routes('auth/me/passes', 'Guests', 'guest.self')
export class OwnPassesController {
  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    private readonly cards: WalletCards,
    private readonly passes: WalletPasses,
  ) {}

  @Route('GET', {
    id: 'listOwnPasses',
    summary: "List the wallets that take the guest's card",
    ok: dto.ownPassesSchema,
  })
  async list(@NetworkId() networkId: string): Promise<dto.OwnPasses> {
    return {
      apple: (await this.passes.findAccount(networkId, 'APPLE')) !== null,
      google: (await this.passes.findAccount(networkId, 'GOOGLE')) !== null,
    };
  }

  @Route('POST apple', {
    id: 'addToAppleWallet',
    summary: 'Make a pass for Apple Wallet',
    description: 'The answer leads to the signed file. A repetition leads to the same pass.',
    ok: dto.passLinkSchema,
    problems: ['not_found', 'guest_not_found'],
  })
  addToApple(@Context() context: RequestContext): Promise<dto.PassLink> {
    return this.commands.execute(new AddToWallet(context, { wallet: 'APPLE' }));
  }

  @Route('POST google', {
    id: 'addToGoogleWallet',
    summary: 'Make a pass for Google Wallet',
    description: 'The answer leads to the page of Google that saves it. A repetition leads to the same pass.',
    ok: dto.passLinkSchema,
    problems: ['not_found', 'guest_not_found', 'wallet_unreachable'],
  })
  addToGoogle(@Context() context: RequestContext): Promise<dto.PassLink> {
    return this.commands.execute(new AddToWallet(context, { wallet: 'GOOGLE' }));
  }

  @Route('GET picture', {
    id: 'getOwnCardPicture',
    summary: "Get the guest's card as a picture",
    description:
      'A PNG with the QR, for a phone without a wallet. The QR has the signed digits of a printed card where the network takes those, otherwise the number of the card.',
    ok: { content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } },
    problems: ['guest_not_found'],
  })
  async picture(@Context() { networkId, principal }: RequestContext, @Res() reply: ApiReply): Promise<void> {
    const card = await this.cards.find(this.database.readsOf(networkId), networkId, principal.id);
    if (card === undefined) throw new ProblemError('guest_not_found');
    // The drawing code is loaded with the first picture, which makes the start faster.
    const { cardPicture } = await import('./card-picture.js');
    void reply
      .header('Content-Disposition', 'attachment; filename="card.png"')
      .header('Cache-Control', 'private, no-store')
      .type('image/png')
      .send(await cardPicture(card));
  }
}
