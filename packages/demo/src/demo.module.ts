import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from 'loyalty-platform/configuration/configuration.module';
import { IdentityModule } from 'loyalty-platform/identity/identity.module';
import { MarketingModule } from 'loyalty-platform/marketing/marketing.module';
import { SecurityModule } from 'loyalty-platform/security/security.module';
import { SubscriptionsModule } from 'loyalty-platform/subscriptions/subscriptions.module';
import { TransactionsModule } from 'loyalty-platform/transactions/transactions.module';
import { GuestFilesModule, SandboxModule } from 'loyalty-platform/integrations';
import { handlersOf } from 'loyalty-platform/platform/http/handlers-of';
import { DemoAutomations } from './demo-automations';
import { DemoBilling } from './demo-billing';
import { DemoCases } from './demo-cases';
import { DemoConsents } from './demo-consents';
import { DemoDoubles } from './demo-doubles';
import { DemoFeedback } from './demo-feedback';
import { DemoFilling } from './demo-filling';
import { DemoFraud } from './demo-fraud';
import { DemoLeaderboard } from './demo-leaderboard';
import { DemoLook } from './demo-look';
import { DemoPastCampaign } from './demo-past-campaign';
import { DemoPeople } from './demo-people';
import { DemoPictures } from './demo-pictures';
import { DemoPlaces } from './demo-places';
import { DemoSandbox } from './demo-sandbox';
import { DemoStaff } from './demo-staff';
import { DemoTenants } from './demo-tenants';
import { DemoVisitors } from './demo-visitors';
import { DemoWheel } from './demo-wheel';
import { DemoController } from './demo.controller';
import { SeedDemo } from './seed-demo';

/** The demonstration. The calls and imports that managers and cashiers use fill it; SQL writes only past data that no call can make. */
@Module({
  imports: [
    CqrsModule,
    SecurityModule,
    IdentityModule,
    ConfigurationModule,
    TransactionsModule,
    MarketingModule,
    SubscriptionsModule,
    SandboxModule,
    GuestFilesModule,
  ],
  controllers: [DemoController],
  providers: [
    DemoAutomations,
    DemoBilling,
    DemoCases,
    DemoConsents,
    DemoDoubles,
    DemoFeedback,
    DemoLeaderboard,
    DemoVisitors,
    DemoWheel,
    DemoFraud,
    DemoFilling,
    DemoLook,
    DemoPastCampaign,
    ...handlersOf(DemoPeople),
    DemoPictures,
    DemoPlaces,
    DemoSandbox,
    DemoStaff,
    DemoTenants,
    SeedDemo,
  ],
})
export class DemoModule {}
