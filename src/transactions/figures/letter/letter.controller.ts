import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Context, type RequestContext, Route, Routes } from '../../../security';
import * as dto from './letter.dto';
import { Letters, WishLetter } from './letters';

/** The weekly letter as a page, and the choice to receive it. */
@Routes('analytics/letter', 'Reports')
export class LetterController {
  constructor(
    private readonly commands: CommandBus,
    private readonly letters: Letters,
  ) {}

  @Route('GET', {
    id: 'getWeeklyLetter',
    permission: 'reports.read',
    summary: 'Say what changed in a week',
    description:
      'Each figure stands beside the week before, and beside the same week a year ago if there were sales. A week that is not over is ' +
      'refused (400). Figures are of the restaurants where the caller works.',
    ok: dto.letterSchema,
  })
  async letter(
    @Context() { networkId, principal, language }: RequestContext,
    @Query({ schema: dto.letterQuerySchema }) query: dto.LetterQueryDto,
  ): Promise<dto.Letter> {
    const mayAsk = principal.kind === 'user' && !principal.onBehalf;
    return {
      ...(await this.letters.letterOf(principal, query, language)),
      isWanted: mayAsk ? await this.letters.isReader(networkId, principal.id) : null,
    };
  }

  @Route('PUT', {
    id: 'setLetterWish',
    permission: 'views.own',
    summary: 'Get the weekly letter by e-mail, or no more',
    description:
      'The letter comes on Mondays from 8 o’clock on by the clock of the network, and only where a figure changed by 10 % or a ' +
      'share by 3 percentage points. Staff who may not read figures are refused (403).',
    ok: dto.letterWishSchema,
  })
  async wish(
    @Context() context: RequestContext,
    @Body({ schema: dto.letterWishSchema }) { isWanted }: dto.LetterWish,
  ): Promise<dto.LetterWish> {
    await this.commands.execute(new WishLetter(context, { isWanted }));
    return { isWanted };
  }
}
