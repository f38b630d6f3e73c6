import { Query } from '@nestjs/common';
import { Route, Routes, WholeNetworkId } from '../../../security';
import * as dto from './cohorts.dto';
import { CohortsQuery } from './cohorts.query';

/** Guests by the month of their first purchase. */
@Routes('analytics', 'Reports')
export class CohortsController {
  constructor(private readonly query: CohortsQuery) {}

  @Route('GET cohorts', {
    id: 'getCohorts',
    permission: 'reports.read',
    summary: 'Get guests by the month of their first visit',
    description:
      'How many of them came in each later month, how often and for how much. The last 12 months where nothing is chosen. The ' +
      'figures are of the whole network, so a manager of some restaurants is refused (403).',
    ok: dto.cohortsSchema,
  })
  cohorts(@Query({ schema: dto.cohortsQuerySchema }) query: dto.CohortsQueryDto, @WholeNetworkId() networkId: string) {
    return this.query.cohortsOf(networkId, query);
  }
}
