import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot, MessageValues } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { FORMATTERS } from '../../platform/language/formatters';
import type { WholeLanguage } from '../../platform/language/language';
import { MessageTexts, type TextOfGuest } from '../../transactions';
import type * as dto from './message-preview.dto';

const NO_GUEST = '00000000-0000-0000-0000-000000000000';
/** The example's points end in so many days. */
const EXAMPLE_DAYS = 7;

/** Texts with the values of a guest, or of an example where there is none. */
@Injectable()
export class ExampleTexts {
  constructor(
    private readonly texts: MessageTexts,
    private readonly clock: Clock,
  ) {}

  write(
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
