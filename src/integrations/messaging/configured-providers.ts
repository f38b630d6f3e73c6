import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Looks } from '../../configuration';
import { BotChats, NetworkBots, UnsubscribeLinks } from '../../identity';
import { Health } from '../../platform/health/health';
import { pageAddress } from '../../platform/http/page-address';
import { settings } from '../../platform/settings/settings';
import { MessageProviders } from '../../security';
import type { LetterLook } from './letter-html.rules';
import { SmtpMail } from './smtp-mail';
import { TelegramBot } from './telegram-bot';
import { TwilioSms } from './twilio-sms';

/** Where Twilio reports what became of a message, as it sees the address. */
export const TWILIO_STATUS_URL =
  settings.publicUrl === undefined ? undefined : `${settings.publicUrl.replace(/\/$/, '')}/api/hooks/twilio/status`;

/** The channels of messages that the settings name. */
@Injectable()
export class ConfiguredProviders implements OnApplicationShutdown {
  readonly telegram: TelegramBot | undefined;
  private readonly mail: SmtpMail | undefined;

  constructor(
    providers: MessageProviders,
    health: Health,
    looks: Looks,
    chats: BotChats,
    bots: NetworkBots,
    links: UnsubscribeLinks,
  ) {
    const { smtpUrl, smtpFrom, telegramBotToken, telegramBaseUrl } = settings;
    if (smtpUrl !== undefined && smtpFrom !== undefined) {
      this.mail = new SmtpMail(
        smtpUrl,
        smtpFrom,
        (networkId) => letterLookOf(looks, networkId),
        (networkId, messageId) => links.addressOf(networkId, messageId),
      );
    }
    if (telegramBotToken !== undefined)
      this.telegram = new TelegramBot({
        token: telegramBotToken,
        baseUrl: telegramBaseUrl,
        username: settings.telegramBotName,
        ownBotOf: (networkId) => bots.find(networkId),
        onRefused: (owner, chatId) => chats.setReachable(owner, chatId, false),
      });
    const parts = { smtp: this.mail, twilio: twilioOf(), telegram: this.telegram };
    for (const [part, provider] of Object.entries(parts)) {
      if (provider !== undefined) providers.register(provider);
      health.register(part, false, () => Promise.resolve({ status: provider === undefined ? 'off' : 'up' }));
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.mail?.close();
  }
}

async function letterLookOf(looks: Looks, networkId: string): Promise<LetterLook> {
  const { name, colours, fontFamily, logo, letter } = await looks.ofLetter(networkId);
  const shown = logo === null ? null : { ...logo, url: pageAddress(logo.url) };
  return { name, accent: colours.light.text, fontFamily, logo: shown, closing: letter };
}

function twilioOf(): TwilioSms | undefined {
  const { twilioAccount, twilioAuthToken, twilioFrom } = settings;
  if (twilioAccount === undefined || twilioAuthToken === undefined || twilioFrom === undefined) return undefined;
  return new TwilioSms({
    account: twilioAccount,
    authToken: twilioAuthToken,
    apiKey: settings.twilioApiKey,
    apiSecret: settings.twilioApiSecret,
    from: twilioFrom,
    baseUrl: settings.twilioBaseUrl,
    statusUrl: TWILIO_STATUS_URL,
  });
}
