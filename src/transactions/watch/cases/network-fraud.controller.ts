import { Controller } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Route } from '../../../security';
import * as dto from './fraud.dto';
import { NetworkFraudQuery } from './network-fraud.query';

/** How each network decides its cases, for the owner of the installation. */
@ApiTags('Fraud watch')
@ApiBearerAuth()
@Controller('networks')
export class NetworkFraudController {
  constructor(private readonly fraud: NetworkFraudQuery) {}

  @Route('GET fraud', {
    id: 'getNetworkFraud',
    permission: 'networks.manage',
    summary: 'Compare how networks decide their cases',
    ok: dto.networkFraudSchema,
  })
  compare(): Promise<dto.NetworkFraud> {
    return this.fraud.compare();
  }
}
