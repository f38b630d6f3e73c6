import { Injectable } from '@nestjs/common';
import {
  type ConfigurationSnapshot,
  MESSAGE_VARIABLES,
  type MessageValues,
  type MessageVariable,
  parseText,
  Snapshots,
  TEXT_SOURCES,
  faultsOfTexts,
  type TextSource,
  variablesOf,
} from '../../configuration';
import { messages } from '../../generated/words/messages';
import { EXAMPLE_TOKEN, notificationOf, smsStopAddress, withSmsStop } from '../../identity';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { wordedIn } from '../../platform/http/catalogue/catalogue';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language, WholeLanguage } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import {
  CHANNELS,
  type MESSAGE_CHANNELS,
  Audit,
  ManagerLetters,
  RateLimiter,
  type RequestContext,
  smsPartsOf,
  smsTextOf,
  UseCase,
  wholeNetworkOf,
} from '../../security';
import { LedgerBalances, MessageTexts, type TextOfGuest } from '../../transactions';
import { bodyOf } from '../campaigns/announcement.rules';
import type * as dto from './message-preview.dto';
import { ShownChannels } from './shown-channels';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import type { SendTestMessageBody, SentTestMessageAnswer } from './message-preview.dto';
import { Handles } from '../../platform/http/handlers-of';

const FAULTS_SHOWN = 50;
const NO_GUEST = '00000000-0000-0000-0000-000000000000';
const LANGUAGES = ['ru', 'en'] as const;
/** The example's points end in so many days. */
const EXAMPLE_DAYS = 7;

const TESTS_AN_HOUR = 20;
const HOUR_S = 3_600;

/** A manager gets a message as a letter, with the values of an example. */
export class SendTestMessage extends UseCase<SentTestMessageAnswer, { body: SendTestMessageBody }> {}

/** Messages as their readers would see them, before they are saved or sent. */
@Injectable()
export class MessagePreview {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly texts: MessageTexts,
    private readonly balances: LedgerBalances,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly keyed: KeyedCalls,
    private readonly letters: ManagerLetters,
    private readonly limiter: RateLimiter,
    private readonly channels: ShownChannels,
  ) {}

  /** @throws ProblemError `invalid_body`, `forbidden` for an API key, `rate_limited`, `no_message_channel` */
  @Handles(SendTestMessage)
  async sendTestMessage({ context, input: { body } }: SendTestMessage): Promise<SentTestMessageAnswer> {
    const { call, principal } = context;
    const networkId = wholeNetworkOf(principal);
    if (principal.kind !== 'user') throw new ProblemError('forbidden');
    await this.limiter.hit(`message-test:${principal.id}`, TESTS_AN_HOUR, HOUR_S);
    return this.keyed.run(networkId, call, 200, async (tx) => ({
      email: await this.letters.sendTest(tx, networkId, principal.id, await this.example(tx, networkId, body)),
    }));
  }

  variables(language: Language): dto.MessageVariablesAnswer {
    const inSubjects = new Set(TEXT_SOURCES.flatMap((source) => variablesOf(source, { inSubject: true })));
    return {
      items: (Object.keys(MESSAGE_VARIABLES) as MessageVariable[]).map((name) => {
        const { kind, mayBeEmpty } = MESSAGE_VARIABLES[name];
        const sources = TEXT_SOURCES.filter((source) => variablesOf(source).includes(name));
        const description = messages[language][`variable.${name}`](FORMATTERS, {});
        return { name, kind, mayBeEmpty, inSubject: inSubjects.has(name), sources, description };
      }),
    };
  }

  /** Mistakes of texts, or how they look in each language and channel. @throws ProblemError `guest_not_found` */
  async show(context: RequestContext, body: dto.PreviewMessageBody): Promise<dto.MessagePreviewAnswer> {
    const { source, texts, guestId } = body;
    const networkId = wholeNetworkOf(context.principal);
    const errors = faultsOfTexts(source, texts).map(wordedIn(context.language));
    if (errors.length > 0) return { errors: errors.slice(0, FAULTS_SHOWN), previews: [] };
    const snapshot = await this.snapshots.current(networkId);
    const languages = LANGUAGES.filter((language) => texts[language] !== undefined);
    const channels = await this.channels.list(snapshot, source);
    const written = await this.database.inNetwork(networkId, async (tx) => {
      if (guestId !== null) await this.noteReading(tx, networkId, guestId, context);
      return this.write(tx, snapshot, body, languages);
    });
    return {
      errors: [],
      previews: languages.map((language, index) => {
        const known = parseText(texts[language]?.text ?? '', variablesOf(source));
        const needed = 'text' in known ? [...known.text.needed] : [];
        return { language, needed, ...shown(written[index], source, language, snapshot, channels) };
      }),
    };
  }

  /**
   * A text with the values of an example, as a letter to a manager who tries it: a letter names no guest.
   * @throws ProblemError `invalid_body` with mistakes of the text
   */
  async example(
    tx: Tx,
    networkId: string,
    { source, texts, language }: dto.SendTestMessageBody,
  ): Promise<{ readonly subject: string; readonly body: string }> {
    const faults = faultsOfTexts(source, texts);
    if (texts[language] === undefined) faults.push({ path: `texts.${language}`, code: 'required', message: '' });
    if (faults.length > 0) throw new ProblemError('invalid_body', {}, faults);
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const [written] = await this.write(tx, snapshot, { source, texts, guestId: null }, [language]);
    if (written === undefined || 'failure' in written)
      throw new ProblemError('invalid_body', {}, [{ path: `texts.${language}.text`, code: 'too_long', message: '' }]);
    const subject = messages[language].testSubject(FORMATTERS, { subject: written.subject });
    return { subject, body: bodyOf(source, written) };
  }

  private async noteReading(tx: Tx, networkId: string, guestId: string, { author }: RequestContext): Promise<void> {
    const known = await this.balances.listStatuses(tx, networkId, [guestId]);
    if (!known.has(guestId)) throw new ProblemError('guest_not_found');
    await this.audit.appendChange(tx, networkId, author, 'guest.read', guestId, {});
  }

  private write(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    { source, texts, guestId }: dto.PreviewMessageBody,
    languages: readonly WholeLanguage[],
  ): Promise<TextOfGuest[]> {
    const calendar = calendarOf(snapshot.profile.timeZone, snapshot.profile.settings.dayStart);
    const today = calendar.localDay(this.clock.now().getTime());
    const wanted = languages.map((locale) => {
      const values = exampleOf(locale, today + EXAMPLE_DAYS, snapshot.profile.currencyDigits, guestId === null);
      return { guestId: guestId ?? NO_GUEST, locale, values };
    });
    return this.texts.writeByTemplate(tx, snapshot, { source, texts }, wanted);
  }
}

/** Values of an example; without those of a guest where there is one. */
function exampleOf(language: WholeLanguage, day: number, currencyDigits: number, withGuest: boolean): MessageValues {
  const words = messages[language];
  const unit = 10 ** currencyDigits;
  return {
    ...(withGuest && {
      'guest.name': words['example.name'](FORMATTERS, {}),
      'guest.firstName': words['example.firstName'](FORMATTERS, {}),
      balance: 1_250,
      'ending.points': 300,
      'ending.day': day,
      'tier.name': words['example.tier'](FORMATTERS, {}),
      'tier.next': words['example.nextTier'](FORMATTERS, {}),
      'tier.amountToNext': 2_400 * unit,
      'tier.visitsToNext': 2,
    }),
    'restaurant.name': words['example.restaurant'](FORMATTERS, {}),
    'receipt.sum': 1_800 * unit,
    'receipt.points': 90,
    'reward.name': words['example.reward'](FORMATTERS, {}),
    'coupon.code': 'SPRING-7KQ2',
  };
}

type Preview = dto.MessagePreviewAnswer['previews'][number];

/** The message in each channel, with the line by which the channel lets its reader end such messages. */
function shown(
  written: TextOfGuest | undefined,
  source: TextSource,
  language: WholeLanguage,
  { profile }: ConfigurationSnapshot,
  channels: readonly (typeof MESSAGE_CHANNELS)[number][],
): Omit<Preview, 'language' | 'needed'> {
  if (written === undefined || 'failure' in written) {
    const failure = written?.failure ?? 'TEXT_FAILED';
    return { failure, missing: written !== undefined && 'name' in written ? written.name : null, channels: [] };
  }
  const words = messages[language];
  const text = bodyOf(source, written);
  // A message of an automation may be a service message, which has no such line.
  const isOffer = source === 'CAMPAIGN' || source === 'AUTOMATION';
  const sent = smsTextOf(isOffer ? withSmsStop(text, language, smsStopAddress(profile.code, EXAMPLE_TOKEN)) : text);
  const { parts, ...counted } = smsPartsOf(sent);
  const { smsPartPrice } = profile.settings.marketing;
  const sms = { ...counted, parts, price: smsPartPrice === null ? null : parts * smsPartPrice };
  const notification = notificationOf(written.subject, text);
  const byChannel = channels.map((channel) => {
    const { head, ending } = CHANNELS[channel];
    if (channel === 'SMS') return { channel, subject: null, text: sent, sms };
    if (head === 'TITLE') return { channel, subject: notification.title, text: notification.text, sms: null };
    const whole = ending === null ? text : `${text}\n\n${words[ending](FORMATTERS, {})}`;
    return { channel, subject: head === null ? null : written.subject, text: whole, sms: null };
  });
  const inCabinet = { channel: 'INBOX', subject: null, text, sms: null } as const;
  return { failure: null, missing: null, channels: [...byChannel, inCabinet] };
}
