import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { SecurityModule } from '../../security';
import { TransactionsModule } from '../../transactions';
import { LoyaltyStatuses } from './loyalty-status';
import { LoyaltyStatusController } from './loyalty-status.controller';
import { PointsService } from './points-service';
import { PointsServiceController } from './points-service.controller';
import { RewardsServiceController } from './rewards-service.controller';

/** The calls of the earlier systems, as thin translations into ours. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TransactionsModule],
  controllers: [LoyaltyStatusController, PointsServiceController, RewardsServiceController],
  providers: [LoyaltyStatuses, PointsService],
})
export class CompatModule {}
