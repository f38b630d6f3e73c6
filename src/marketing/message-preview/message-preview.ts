import { Injectable } from '@nestjs/common';
import {
  type ConfigurationSnapshot,
  MESSAGE_VARIABLES,
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
import { Database, type Tx } from '../../platform/database/database';
import { wordedIn } from '../../platform/http/catalogue/catalogue';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language, WholeLanguage } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import {
  CHANNELS,
  type MESSAGE_CHANNELS,
  Audit,
  type RequestContext,
  smsPartsOf,
  smsTextOf,
  wholeNetworkOf,
} from '../../security';
import { LedgerBalances, type TextOfGuest } from '../../transactions';
import { bodyOf } from '../campaigns/announcement.rules';
import type * as dto from './message-preview.dto';
import { ExampleTexts } from './example-texts';
import { ShownChannels } from './shown-channels';

const FAULTS_SHOWN = 50;
const LANGUAGES = ['ru', 'en'] as const;

/** Messages as their readers would see them, before they are saved or sent. */
@Injectable()
export class MessagePreview {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly examples: ExampleTexts,
    private readonly balances: LedgerBalances,
    private readonly audit: Audit,
    private readonly channels: ShownChannels,
  ) {}

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
      return this.examples.write(tx, snapshot, body, languages);
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

  private async noteReading(tx: Tx, networkId: string, guestId: string, { author }: RequestContext): Promise<void> {
    const known = await this.balances.listStatuses(tx, networkId, [guestId]);
    if (!known.has(guestId)) throw new ProblemError('guest_not_found');
    await this.audit.appendChange(tx, networkId, author, 'guest.read', guestId, {});
  }
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
