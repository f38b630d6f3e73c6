import { Query } from '@nestjs/common';
import { CurrentLanguage } from '../../../platform/http/languages';
import type { Language } from '../../../platform/language/language';
import { CurrentPrincipal, type Principal, Route, Routes } from '../../../security';
import { type DetailQuery, detailQuerySchema } from '../analytics/analytics.dto';
import * as dto from './new-guests.dto';
import { NewGuestsQuery } from './new-guests.query';

/** New guests, and how many of them came again. */
@Routes('analytics', 'Reports')
export class NewGuestsController {
  constructor(private readonly query: NewGuestsQuery) {}

  @Route('GET new-guests', {
    id: 'getNewGuests',
    permission: 'reports.read',
    summary: 'Count new guests and those who came again',
    description:
      'At most 366 days, by restaurant, member of staff and source. A manager of some restaurants gets their new guests without ' +
      'visits, which are kept of the whole network.',
    ok: dto.newGuestsSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  newGuests(
    @Query({ schema: detailQuerySchema }) query: DetailQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<dto.NewGuests> {
    return this.query.newGuests(principal, query, language);
  }
}
