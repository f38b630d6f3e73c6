import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { TransactionsModule } from '../../transactions/transactions.module';
import { PointsService } from './points-service';

/** Guests as customers of other systems. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, TransactionsModule],
  providers: [PointsService],
  exports: [PointsService],
})
export class CustomersModule {}
