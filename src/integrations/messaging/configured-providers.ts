import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Looks, Networks } from '../../configuration';
import { BotChats, MaxBots, NetworkBots, PushKeys, PushSubscriptions, UnsubscribeLinks } from '../../identity';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { inBackground } from '../../platform/database/in-background';
import { Health } from '../../platform/health/health';
import { pageAddress } from '../../platform/http/page-address';
import { settings } from '../../platform/settings/settings';
import { ChannelContracts, type ChatChannel, MessageProviders } from '../../security';
import type { LetterParts } from './letter';
import type { LetterLook } from './letter-html.rules';
import { hookUrl } from './hook-url';
import { type MaxAccess, MaxBot } from './max-bot';
import type { Messenger } from './messenger';
import { SendgridMail } from './sendgrid-mail';
import { readGatewayForm, SmsGateway } from './sms-gateway';
import { SmsWithStop } from './sms-with-stop';
import { SmtpMail } from './smtp-mail';
import { TelegramBot } from './telegram-bot';
import { TwilioSms } from './twilio-sms';
import { VonageSms } from './vonage-sms';
import { WebPush } from './web-push';

/** The address to which Twilio reports deliveries, exactly as Twilio sees it. */
export const twilioStatusUrl = (): string | undefined => hookUrl('twilio/status');

/** The message channels that the settings enable. Only jobs send, so what a message needs is read in the background. */
@Injectable()
export class ConfiguredProviders implements OnApplicationShutdown {
  readonly telegram: TelegramBot | undefined;
  readonly max: MaxBot | undefined;
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
    private readonly bots: NetworkBots,
    private readonly maxBots: MaxBots,
    contracts: ChannelContracts,
    database: Database,
    links: UnsubscribeLinks,
    clock: Clock,
    networks: Networks,
    pushKeys: PushKeys,
    devices: PushSubscriptions,
  ) {
    const { smtpUrl, mailFrom, telegramBotToken, telegramBaseUrl, vapidSubject } = settings;
    const letters: LetterParts = {
      lookOf: (networkId) => letterLookOf(inBackground(looks), networkId),
      unsubscribeAddressOf: (networkId, messageId) => links.addressOf(networkId, messageId),
    };
    if (smtpUrl !== undefined && mailFrom !== undefined) this.mail = new SmtpMail(smtpUrl, mailFrom, letters);
    if (telegramBotToken !== undefined)
      this.telegram = new TelegramBot({
        token: telegramBotToken,
        baseUrl: telegramBaseUrl,
        username: settings.telegramBotName,
        bots,
        onRefused: (bot, chatId) => inBackground(chats).setReachable(bot, chatId, false),
      });
    if (settings.max !== undefined)
      this.max = new MaxBot({
        baseUrl: settings.max.url,
        accessOf: (networkId, asked) =>
          asked === 'BY_JOB'
            ? findAccess(inBackground(bots), inBackground(maxBots), networkId)
            : this.findMaxAccess(networkId),
        mayGo: ({ networkId, purpose }) =>
          inBackground(database).inNetwork(networkId, (tx) => contracts.allows(tx, networkId, 'MAX', purpose)),
        onRefused: (bot, chatId) => inBackground(chats).setReachable(bot, chatId, false),
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
      max: this.max,
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

  /** The bot of a network in MAX; null: it has none, or MAX is not set up. */
  async findMaxAccess(networkId: string): Promise<MaxAccess | null> {
    return this.max === undefined ? null : findAccess(this.bots, this.maxBots, networkId);
  }

  /** The calls of a messenger; undefined: it is not set up. */
  messenger(channel: ChatChannel): Messenger | undefined {
    return { TELEGRAM: this.telegram, MAX: this.max }[channel];
  }

  async onApplicationShutdown(): Promise<void> {
    this.push?.close();
    await this.mail?.close();
  }
}

async function findAccess(bots: NetworkBots, maxBots: MaxBots, networkId: string): Promise<MaxAccess | null> {
  const [bot, details] = [await bots.find('MAX', networkId), await maxBots.find(networkId)];
  if (bot === null || details === null) return null;
  const { token, username } = bot;
  return { messenger: 'MAX', owner: networkId, token, username, trustsContacts: details.trustsContacts };
}

async function letterLookOf(looks: Looks, networkId: string): Promise<LetterLook> {
  const { name, colours, fontFamily, logo, letter } = await looks.ofLetter(networkId);
  const shown = logo === null ? null : { ...logo, url: pageAddress(logo.url) };
  return { name, accent: colours.light.text, fontFamily, logo: shown, closing: letter };
}

/** SendGrid by the settings; undefined: it is not set up. */
function sendgridOf(letters: LetterParts, reports: boolean): SendgridMail | undefined {
  const { sendgrid, mailFrom: from, mailPerSecond: perSecond } = settings;
  if (sendgrid === undefined || from === undefined) return undefined;
  const { url: baseUrl, password: apiKey } = sendgrid;
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

/** The gateway in `SMS_GATEWAY_URL`; undefined: none. @throws Error where its form is invalid, or needs a login that the address lacks */
function gatewayOf(): SmsGateway | undefined {
  const { smsGateway } = settings;
  if (smsGateway === undefined) return undefined;
  const { url: baseUrl, user, password: secret, parameters } = smsGateway;
  const name = parameters['form'] ?? '';
  const form = readGatewayForm(name);
  if (user === '' && /\{(?:login|basic)\}/.test(JSON.stringify(form.request)))
    throw new Error(`SMS_GATEWAY_URL: ${name} needs a login in the address`);
  return new SmsGateway(form, {
    login: user === '' ? undefined : user,
    secret,
    sender: settings.smsFrom,
    baseUrl,
    perSecond: settings.smsPerSecond,
    reportSecret: settings.smsGatewayReportSecret,
    reportUrl: hookUrl('sms-gateway'),
  });
}

/** Vonage by the settings; undefined: it is not set up. @throws Error where its private key can't be read */
function vonageOf(clock: Clock): VonageSms | undefined {
  const { vonage, smsFrom: from, smsPerSecond: perSecond } = settings;
  if (vonage === undefined || from === undefined) return undefined;
  const { url: baseUrl, user: applicationId, parameters } = vonage;
  const privateKey = readPrivateKey(parameters['privateKey'] ?? '');
  const reportUrl = hookUrl('vonage/status');
  return new VonageSms({ applicationId, privateKey, from, baseUrl, perSecond, reportUrl }, clock);
}

function readPrivateKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (error) {
    throw new Error(`privateKey of VONAGE_URL is the path of a private key in PEM: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function twilioOf(): TwilioSms | undefined {
  const { twilio, smsFrom: from, smsPerSecond: perSecond } = settings;
  if (twilio === undefined || from === undefined) return undefined;
  const { url: baseUrl, user: account, password: authToken, parameters } = twilio;
  const signIn = parameters['apiKey'] ?? `${account}:${authToken}`;
  return new TwilioSms({ account, signIn, from, baseUrl, perSecond, reportUrl: twilioStatusUrl() });
}
