import { Body } from '@nestjs/common';
import { Id } from '../../../platform/http/id.decorator';
import { Context, OnlyReads, type RequestContext, Route, Routes } from '../../../security';
import { type AskCopyDto, askCopySchema, type TillCopyAnswer, tillCopySchema } from './till-copy.dto';
import { TillCopies } from './till-copy.query';

/** The data that a till keeps for its time offline. */
@Routes('restaurants/:id/points-of-sale/:pointOfSaleId/offline-copy', 'Till')
export class TillCopiesController {
  constructor(private readonly copies: TillCopies) {}

  @Route('POST', {
    id: 'copyForOfflineTill',
    permission: 'till.sale',
    summary: 'Get what a till needs while it is offline',
    description:
      'The programme in force, the campaigns of the day and the state of guests whom the till saw lately. The till ' +
      'quotes with them while the server is away, and delivers its acts by `recordOfflineBatch`, which decides them ' +
      'anew. Points of campaigns with budgets may be fewer then: other tills use the same budgets. Nothing is written.',
    ok: tillCopySchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
  @OnlyReads()
  copy(
    @Context() context: RequestContext,
    @Id() restaurantId: string,
    @Id('pointOfSaleId') pointOfSaleId: string,
    @Body({ schema: askCopySchema }) body: AskCopyDto,
  ): Promise<TillCopyAnswer> {
    return this.copies.copyFor(context.principal, { restaurantId, pointOfSaleId }, body);
  }
}
