import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../../platform/http/handlers-of';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { ConfiguredProviders } from './configured-providers';
import * as messagingCommands from './messaging.commands';
import { NetworkBotController } from './network-bot.controller';
import { SendgridEventsController } from './sendgrid-events.controller';
import { SmsGatewayAccountController } from './sms-gateway-account.controller';
import { SmsGatewayReportController } from './sms-gateway-report.controller';
import { TelegramUpdateController } from './telegram-update.controller';
import { TelegramUpdates } from './telegram-updates';
import { TwilioStatusController } from './twilio-status.controller';
import { VonageStatusController } from './vonage-status.controller';

/**
 * The services that deliver messages: SMTP or SendGrid, Telegram, browsers' push services, and for SMS Twilio, Vonage or a gateway that a form
 * describes.
 */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule],
  controllers: [
    NetworkBotController,
    SendgridEventsController,
    SmsGatewayAccountController,
    SmsGatewayReportController,
    TelegramUpdateController,
    TwilioStatusController,
    VonageStatusController,
  ],
  providers: [...handlersOf(messagingCommands), ConfiguredProviders, TelegramUpdates],
})
export class MessagingModule {}
