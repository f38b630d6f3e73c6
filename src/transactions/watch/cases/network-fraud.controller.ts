import { Query } from '@nestjs/common';
import { OfAllHomes } from '../../../platform/homes/of-all-homes';
import { newestFirstQuery, pageOfSlice, type SortedQuery, sliceOf } from '../../../platform/http/list-query';
import { Route, Routes } from '../../../security';
import * as dto from './fraud.dto';
import { NetworkFraudQuery } from './network-fraud.query';

const LIST = 'fraud by network';

/** How each network decides its cases, for the installation's owner. */
@Routes('networks', 'Fraud watch')
export class NetworkFraudController {
  constructor(private readonly fraud: NetworkFraudQuery) {}

  @Route('GET fraud', {
    id: 'getNetworkFraud',
    permission: 'networks.manage',
    summary: 'Compare how networks decide their cases',
    description: 'The newest network first, closed ones left out.',
    ok: dto.networkFraudPage,
  })
  @OfAllHomes('PAGES')
  async list(@Query({ schema: newestFirstQuery }) query: SortedQuery) {
    const rows = await this.fraud.list(sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, ({ networkId }) => networkId);
  }
}
