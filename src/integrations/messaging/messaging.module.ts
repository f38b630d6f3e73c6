import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { ConfiguredProviders } from './configured-providers';
import { MaxBotController } from './max-bot.controller';
import { MaxMetrics } from './max-metrics';
import { MaxSettings } from './max-settings';
import { MaxUpdateController } from './max-update.controller';
import { MaxWebhooks } from './max-webhooks.job';
import { OwnBotHandlers } from './own-bot.commands';
import { TakeBotMessageHandler } from './take-bot-message.command';
import { NetworkBotController } from './network-bot.controller';
import { SendgridEventsController } from './sendgrid-events.controller';
import { SmsGatewayAccountController } from './sms-gateway-account.controller';
import { SmsGatewayReportController } from './sms-gateway-report.controller';
import { TelegramUpdateController } from './telegram-update.controller';
import { TwilioStatusController } from './twilio-status.controller';
import { VonageStatusController } from './vonage-status.controller';

/**
 * The services that deliver messages: SMTP or SendGrid, Telegram, MAX, browsers' push services, and for SMS Twilio, Vonage or a gateway that a form
 * describes.
 */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule],
  controllers: [
    MaxBotController,
    MaxUpdateController,
    NetworkBotController,
    SendgridEventsController,
    SmsGatewayAccountController,
    SmsGatewayReportController,
    TelegramUpdateController,
    TwilioStatusController,
    VonageStatusController,
  ],
  providers: [
    ...handlersOf(OwnBotHandlers, TakeBotMessageHandler, MaxSettings),
    ConfiguredProviders,
    MaxMetrics,
    MaxWebhooks,
  ],
})
export class MessagingModule {}
