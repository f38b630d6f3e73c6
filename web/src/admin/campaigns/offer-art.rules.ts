import type { CampaignDraft } from '../../entities/campaign/campaign.api';
import { isOfDelivery, type MoneyOff } from '../../entities/campaign/money-off';
import type { Format } from '../../shared/format/use-format';

const MILLION = 1_000_000;
const MINUS = '\u2212';

/** The kinds of drawings. */
export type ArtKind = 'points' | 'birthday' | 'discount' | 'gift' | 'set' | 'delivery' | 'tasks' | 'message';

/** The members of a document that a drawing depends on. */
export type ArtSource = Pick<CampaignDraft, 'type' | 'offer' | 'challenge' | 'moneyOff'>;

interface Art {
  readonly kind: ArtKind;
  /** The offer in a few signs, such as "×2" or "−20 %"; empty: the icon says it. */
  readonly signs: string;
}

/** The drawing of a campaign, by its offer. */
export function artOf(document: ArtSource, format: Pick<Format, 'number' | 'share' | 'money'>): Art {
  const { type, offer, challenge, moneyOff } = document;
  if (moneyOff !== undefined) return moneyOffArt(moneyOff, format);
  if (challenge !== null) return { kind: 'tasks', signs: targetOf(challenge, format) };
  if (offer === null) return { kind: 'message', signs: '' };
  const signs =
    'multiplierPpm' in offer ? `×${format.number(offer.multiplierPpm / MILLION)}` : `+${format.number(offer.points)}`;
  return { kind: type === 'BIRTHDAY' ? 'birthday' : 'points', signs };
}

function moneyOffArt(given: MoneyOff, format: Pick<Format, 'share' | 'money'>): Art {
  if (isOfDelivery(given)) return { kind: 'delivery', signs: '' };
  if ('amount' in given) return { kind: 'discount', signs: `${MINUS}${format.money(given.amount)}` };
  if ('price' in given) return { kind: 'set', signs: format.money(given.price) };
  if ('buy' in given) return { kind: 'gift', signs: '1 + 1' };
  if (!('ratePpm' in given)) return { kind: 'discount', signs: '' };
  return given.ratePpm === MILLION
    ? { kind: 'gift', signs: 'every' in given ? `${String(given.every - 1)} + 1` : '' }
    : { kind: 'discount', signs: `${MINUS}${format.share(given.ratePpm)}` };
}

/** The number of visits or weeks that the first task asks for; empty for an amount of money. */
function targetOf({ tasks }: NonNullable<ArtSource['challenge']>, format: Pick<Format, 'number'>): string {
  const [first] = tasks;
  if (first === undefined || ('measure' in first && first.measure === 'AMOUNT')) return '';
  return `${format.number(first.target)}×`;
}
