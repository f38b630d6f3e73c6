import { Query, Res } from '@nestjs/common';
import type { ApiReply } from '../../../platform/http/api-request';
import { csvFile, sendCsv } from '../../../platform/http/csv';
import { CurrentLanguage } from '../../../platform/http/languages';
import type { Language } from '../../../platform/language/language';
import { CurrentPrincipal, type Principal, Route, Routes } from '../../../security';
import * as dto from './figures.dto';
import { FiguresQueries } from './figures.query';
import { csvOf } from './figures-csv';

/** Answers questions about any figures of the catalogue. */
@Routes('figures', 'Reports', 'reports.read')
export class FiguresController {
  constructor(private readonly figures: FiguresQueries) {}

  @Route('GET', {
    id: 'getFigures',
    summary: 'Get figures of a period by a dimension',
    description:
      'Figures of the catalogue, in all or by restaurant, hour, weekday, cashier, tier, item, category, campaign, reward, source of a guest, day, week or month, beside the period ' +
      'before or the same a year ago. At most 10 figures and 500 rows; at most 5 years, and 366 days by day and for figures by hour, cashier, ' +
      'item, new guests and rewards. An unknown figure, or one that is not told apart by the dimension, is refused with those that there are (400). Staff of some restaurants get ' +
      'the figures of these, and 403 `figure_not_allowed` for a figure of the whole network alone.',
    ok: dto.figuresSchema,
    problems: ['figure_not_allowed', 'not_found', 'restaurant_not_allowed'],
  })
  answer(
    @Query({ schema: dto.figuresQuerySchema }) query: dto.FiguresQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<dto.FiguresAnswer> {
    return this.figures.answer(principal, query, language);
  }

  @Route('GET table', {
    id: 'downloadFigures',
    summary: 'Download figures of a period as CSV',
    description:
      'The rows of `getFigures` with a column for each figure and, if a period is compared, a second one for it; without `by` one row for the ' +
      'whole period. Values are in the units of `getFigures`.',
    ok: csvFile,
    problems: ['figure_not_allowed', 'not_found', 'restaurant_not_allowed'],
  })
  async table(
    @Query({ schema: dto.figuresQuerySchema }) query: dto.FiguresQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const answer = await this.figures.answer(principal, query, language);
    sendCsv(reply, `figures-${answer.from}-${answer.to}.csv`, csvOf(answer, query.by ?? 'period'));
  }

  @Route('GET catalogue', {
    id: 'listFigures',
    summary: 'List the figures that there are',
    description: 'Each with its unit, its name in the language of the call, and by what it can be told apart.',
    ok: dto.catalogueSchema,
  })
  catalogue(@CurrentPrincipal() principal: Principal, @CurrentLanguage() language: Language): dto.Catalogue {
    return this.figures.catalogue(principal, language);
  }
}
