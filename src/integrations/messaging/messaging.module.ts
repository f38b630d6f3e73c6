import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration';
import { IdentityModule } from '../../identity';
import { ConfiguredProviders } from './configured-providers';
import { TakeBotMessageHandler } from './take-bot-message.command';
import { TelegramUpdateController } from './telegram-update.controller';
import { TelegramUpdates } from './telegram-updates';
import { TwilioStatusController } from './twilio-status.controller';

/** The services that carry messages to people: SMTP, Twilio, Telegram. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule],
  controllers: [TelegramUpdateController, TwilioStatusController],
  providers: [ConfiguredProviders, TakeBotMessageHandler, TelegramUpdates],
})
export class MessagingModule {}
