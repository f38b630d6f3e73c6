import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Looks, Networks } from '../../configuration';
import { BotChats, NetworkBots, PushKeys, PushSubscriptions, UnsubscribeLinks } from '../../identity';
import { Clock } from '../../platform/clock/clock';
import { inBackground } from '../../platform/database/in-background';
import { Health } from '../../platform/health/health';
import { pageAddress } from '../../platform/http/page-address';
import { settings } from '../../platform/settings/settings';
import { MessageProviders } from '../../security';
import type { LetterParts } from './letter';
import type { LetterLook } from './letter-html.rules';
import { SendgridMail } from './sendgrid-mail';
import { readGatewayForm, SmsGateway } from './sms-gateway';
import { SmsWithStop } from './sms-with-stop';
import { SmtpMail } from './smtp-mail';
import { TelegramBot } from './telegram-bot';
import { TwilioSms } from './twilio-sms';
import { VonageSms } from './vonage-sms';
import { WebPush } from './web-push';

/** The address to which Twilio reports deliveries, exactly as Twilio sees it. */
export const TWILIO_STATUS_URL = hookUrl('twilio/status');

/** The message channels that the settings enable. Only jobs send, so what a message needs is read in the background. */
@Injectable()
export class ConfiguredProviders implements OnApplicationShutdown {
  readonly telegram: TelegramBot | undefined;
  readonly gateway = gatewayOf();
  /** The public key of SendGrid's signed events; undefined: no events are accepted. */
  readonly sendgridKey = sendgridKeyOf();
  private readonly mail: SmtpMail | undefined;
  private readonly push: WebPush | undefined;

  constructor(
    providers: MessageProviders,
    health: Health,
    looks: Looks,
    chats: BotChats,
    bots: NetworkBots,
    links: UnsubscribeLinks,
    clock: Clock,
    networks: Networks,
    pushKeys: PushKeys,
    devices: PushSubscriptions,
  ) {
    const { smtpUrl, smtpFrom, telegramBotToken, telegramBaseUrl, vapidSubject } = settings;
    const letters: LetterParts = {
      lookOf: (networkId) => letterLookOf(inBackground(looks), networkId),
      unsubscribeAddressOf: (networkId, messageId) => links.addressOf(networkId, messageId),
    };
    if (smtpUrl !== undefined && smtpFrom !== undefined) this.mail = new SmtpMail(smtpUrl, smtpFrom, letters);
    if (telegramBotToken !== undefined)
      this.telegram = new TelegramBot({
        token: telegramBotToken,
        baseUrl: telegramBaseUrl,
        username: settings.telegramBotName,
        bots,
        onRefused: (owner, chatId) => inBackground(chats).setReachable(owner, chatId, false),
      });
    if (vapidSubject !== undefined)
      this.push = new WebPush({
        keys: pushKeys,
        subject: vapidSubject,
        devices: inBackground(devices),
        pageOf: async (networkId) => `/cabinet/${(await inBackground(networks).getProfile(networkId)).code}/messages`,
      });
    const parts = {
      smtp: this.mail,
      sendgrid: sendgridOf(letters, this.sendgridKey !== undefined),
      twilio: twilioOf(),
      vonage: vonageOf(clock),
      smsGateway: this.gateway,
      telegram: this.telegram,
      push: this.push,
    };
    for (const [part, provider] of Object.entries(parts)) {
      if (provider !== undefined)
        providers.register(
          provider.channel === 'SMS'
            ? new SmsWithStop(provider, (networkId, messageId) =>
                inBackground(links).shortAddressOf(networkId, messageId),
              )
            : provider,
        );
      health.register(part, false, () => Promise.resolve({ status: provider === undefined ? 'off' : 'up' }));
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.push?.close();
    await this.mail?.close();
  }
}

async function letterLookOf(looks: Looks, networkId: string): Promise<LetterLook> {
  const { name, colours, fontFamily, logo, letter } = await looks.ofLetter(networkId);
  const shown = logo === null ? null : { ...logo, url: pageAddress(logo.url) };
  return { name, accent: colours.light.text, fontFamily, logo: shown, closing: letter };
}

/** Our address for a provider's reports; `path` is the part behind `/api/hooks/`. Undefined without `PUBLIC_URL`. */
function hookUrl(path: string): string | undefined {
  return settings.publicUrl === undefined ? undefined : `${settings.publicUrl.replace(/\/$/, '')}/api/hooks/${path}`;
}

/** SendGrid by the settings; undefined: it is not set up. */
function sendgridOf(letters: LetterParts, reports: boolean): SendgridMail | undefined {
  const {
    sendgridApiKey: apiKey,
    sendgridFrom: from,
    sendgridBaseUrl: baseUrl,
    sendgridPerSecond: perSecond,
  } = settings;
  if (apiKey === undefined || from === undefined) return undefined;
  return new SendgridMail({ apiKey, from, baseUrl, perSecond, reports }, letters);
}

/** @throws Error where `SENDGRID_WEBHOOK_KEY` is not a public key */
function sendgridKeyOf(): KeyObject | undefined {
  const { sendgridWebhookKey } = settings;
  if (sendgridWebhookKey === undefined) return undefined;
  try {
    return createPublicKey({ key: Buffer.from(sendgridWebhookKey, 'base64'), format: 'der', type: 'spki' });
  } catch (error) {
    throw new Error(`SENDGRID_WEBHOOK_KEY is a public key in base64 of DER: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** The gateway in `SMS_GATEWAY`; undefined: none. @throws Error where its form is invalid, or needs a login that is not set */
function gatewayOf(): SmsGateway | undefined {
  const { smsGateway, smsGatewayLogin: login, smsGatewaySecret: secret, smsGatewaySender: sender } = settings;
  if (smsGateway === undefined || secret === undefined) return undefined;
  const form = readGatewayForm(smsGateway);
  if (login === undefined && /\{(?:login|basic)\}/.test(JSON.stringify(form.request)))
    throw new Error(`SMS_GATEWAY: ${smsGateway} needs SMS_GATEWAY_LOGIN`);
  return new SmsGateway(form, {
    login,
    secret,
    sender,
    baseUrl: settings.smsGatewayBaseUrl,
    perSecond: settings.smsGatewayPerSecond,
    reportSecret: settings.smsGatewayReportSecret,
    reportUrl: hookUrl('sms-gateway'),
  });
}

/** Vonage by the settings; undefined: it is not set up. @throws Error where its private key can't be read */
function vonageOf(clock: Clock): VonageSms | undefined {
  const { vonageApplication, vonagePrivateKey, vonageFrom } = settings;
  if (vonageApplication === undefined || vonagePrivateKey === undefined || vonageFrom === undefined) return undefined;
  return new VonageSms(
    {
      applicationId: vonageApplication,
      privateKey: readPrivateKey(vonagePrivateKey),
      from: vonageFrom,
      baseUrl: settings.vonageBaseUrl,
      perSecond: settings.vonagePerSecond,
      reportUrl: hookUrl('vonage/status'),
    },
    clock,
  );
}

function readPrivateKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (error) {
    throw new Error(`VONAGE_PRIVATE_KEY is the path of a private key in PEM: ${(error as Error).message}`, {
      cause: error,
    });
  }
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
    perSecond: settings.twilioPerSecond,
    reportUrl: TWILIO_STATUS_URL,
  });
}
