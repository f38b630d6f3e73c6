import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { MarketingModule } from '../../marketing';
import { SecurityModule } from '../../security';
import { TransactionsModule } from '../../transactions';
import { CampaignsServiceController } from './campaigns-service.controller';
import { CreateLoyalteaCampaignHandler } from './loyaltea/create-loyaltea-campaign.command';
import { CreateLoyalteaPartHandler } from './loyaltea/create-loyaltea-part.command';
import { LoyalteaController } from './loyaltea/loyaltea.controller';
import { LoyaltyStatuses } from './loyalty-status';
import { LoyaltyStatusController } from './loyalty-status.controller';
import { PointsService } from './points-service';
import { PointsServiceController } from './points-service.controller';
import { RewardsServiceController } from './rewards-service.controller';

/** The calls of the earlier systems, as thin translations into ours. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule, TransactionsModule, MarketingModule],
  controllers: [
    CampaignsServiceController,
    LoyalteaController,
    LoyaltyStatusController,
    PointsServiceController,
    RewardsServiceController,
  ],
  providers: [CreateLoyalteaCampaignHandler, CreateLoyalteaPartHandler, LoyaltyStatuses, PointsService],
})
export class CompatModule {}
