import { Query } from '@nestjs/common';
import { CampaignEditor, hasRun } from '../../configuration';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { NetworkId, Route, Routes } from '../../security';
import { CampaignResultsQuery } from '../results/campaign-results.query';
import * as dto from './campaign-table.dto';

const LIST = 'campaign-results';

/** Campaigns side by side: uses, costs and results. */
@Routes('analytics', 'Campaigns')
export class CampaignTableController {
  constructor(
    private readonly campaigns: CampaignEditor,
    private readonly results: CampaignResultsQuery,
  ) {}

  @Route('GET campaigns', {
    id: 'listCampaignResults',
    permission: 'campaigns.read',
    summary: 'List campaigns with their use, cost and uplift',
    description:
      'The newest first, each since its start, for the whole network. Campaigns that never ran are left out, so a page may ' +
      'have fewer than `limit`. The interval of each is by itself.',
    ok: dto.campaignTableSchema,
  })
  async list(@NetworkId() networkId: string, @Query({ schema: dto.campaignTableQuery }) query: dto.CampaignTableQuery) {
    const { runsFrom = null, runsTo = null, ids = null } = query;
    const sorted = { ...query, sort: '-createdAt' };
    const filter = { state: null, type: null, runsFrom, runsTo, ids, archived: ids === null ? false : null };
    const rows = await this.campaigns.list(networkId, filter, sliceOf(LIST, sorted));
    const page = pageOfSlice(LIST, sorted, rows, (row) => row.id);
    const items = [];
    // One after the other: each reads the sales of its guests.
    for (const row of page.items.filter(hasRun))
      items.push(dto.campaignRowAnswer(row, await this.results.find(networkId, row.id)));
    return { items, nextCursor: page.nextCursor };
  }
}
