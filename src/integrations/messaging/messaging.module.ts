import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { IdentityModule } from '../../identity/identity.module';
import { ConfiguredProviders } from './configured-providers';
import { ConnectBotHandler, DisconnectBotHandler, TakeBotMessageHandler } from './messaging.commands';
import { NetworkBotController } from './network-bot.controller';
import { TelegramUpdateController } from './telegram-update.controller';
import { TelegramUpdates } from './telegram-updates';
import { TwilioStatusController } from './twilio-status.controller';

/** The services that carry messages to people: SMTP, Twilio, Telegram. */
@Module({
  imports: [CqrsModule, ConfigurationModule, IdentityModule],
  controllers: [NetworkBotController, TelegramUpdateController, TwilioStatusController],
  providers: [ConfiguredProviders, ConnectBotHandler, DisconnectBotHandler, TakeBotMessageHandler, TelegramUpdates],
})
export class MessagingModule {}
