import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GIFT_ACTS } from '../../configuration';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { handlersOf } from '../../platform/http/handlers-of';
import { SecurityModule } from '../../security/security.module';
import { GiftBatches } from './gift-batches';
import { GiftCards } from './gift-cards';
import { GiftCardsController } from './gift-cards.controller';
import { GiftDeliveries } from './gift-deliveries';
import { GiftEndsJob } from './gift-ends.job';
import { GiftFaces } from './gift-faces';
import { GiftLimits } from './gift-limits';
import { GiftNotices } from './gift-notices';
import { GiftPayments } from './gift-payments';
import { GiftRefunds } from './gift-refunds';
import { GiftReplacements } from './gift-replacements';
import { GiftDesk } from './gift-desk.query';
import { GiftReport } from './gift-report.query';
import { GiftRequests } from './gift-requests';
import { GiftTillController } from './gift-till.controller';
import * as giftsCommands from './gifts.commands';
import { OwnGiftCardsController } from './own-gift-cards.controller';

/** Gift cards: money on cards with a journal of its own. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule, SecurityModule],
  controllers: [GiftTillController, GiftCardsController, OwnGiftCardsController],
  providers: [
    ...handlersOf(giftsCommands),
    GiftBatches,
    GiftCards,
    GiftDeliveries,
    GiftDesk,
    GiftEndsJob,
    GiftFaces,
    GiftLimits,
    GiftNotices,
    GiftPayments,
    GiftRefunds,
    GiftReplacements,
    GiftReport,
    GiftRequests,
    { provide: GIFT_ACTS, useExisting: GiftRequests },
  ],
  exports: [GiftPayments],
})
export class GiftsModule {}
