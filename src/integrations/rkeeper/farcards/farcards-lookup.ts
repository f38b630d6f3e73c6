import { Injectable } from '@nestjs/common';
import { Networks, Snapshots } from '../../../configuration';
import type { NetworkProfile } from '../../../configuration';
import { worthOf } from '../../../decision';
import { type GuestAnswer, spendableAt } from '../../../identity';
import { Clock } from '../../../platform/clock/clock';
import { ProblemError } from '../../../platform/problems/problem';
import { Spool } from '../../../platform/spool/spool';
import { type CallingConnection, type Connection, placeOf } from '../../connections/connection';
import { Connections } from '../../connections/connections';
import { TillActs } from '../../till-acts/till-acts';
import { AccountNumbers } from './account-numbers';
import { FarcardsGifts } from './farcards-gifts';
import { FarcardsGuests } from './farcards-guests';
import { itemsOf } from './farcards-sale.rules';
import { cardOf, type Check, readCheck } from '../wire/packet.rules';
import { giftCodesOf } from './gift-codes.rules';
import { TillLanguage } from './till-language';
import { balanceTexts, plainText, problemText } from './till-texts';
import { findElement, xmlDocument, xmlElement, type XmlElement, XmlFault } from '../wire/xml.rules';

const MAX_HOLDER = 39;
const NOBODY = xmlDocument(xmlElement('GetCardInfoEx', { Result: 1 }));

interface Spendable {
  /** The most kopecks that points may pay. */
  readonly summa: number;
  /** Points that can be spent at this restaurant, regardless of a check. */
  readonly here: number;
  /** Kopecks of discount; null: no check was given. */
  readonly discount: number | null;
  /** Kopecks of discount on each of the check's lines with a price, in order; empty: no check, or no discount. */
  readonly discountByLine: readonly number[];
  /** Why no points can be spent; null: the balance says it. */
  readonly why: string | null;
}

/** Answers of GetCardInfoEx, FindEmail and GetCardImageEx. */
@Injectable()
export class FarcardsLookup {
  constructor(
    private readonly networks: Networks,
    private readonly snapshots: Snapshots,
    private readonly guests: FarcardsGuests,
    private readonly accounts: AccountNumbers,
    private readonly acts: TillActs,
    private readonly connections: Connections,
    private readonly clock: Clock,
    private readonly language: TillLanguage,
    private readonly spool: Spool,
    private readonly gifts: FarcardsGifts,
  ) {}

  /** @throws XmlFault for a document without a card; ProblemError `unavailable` while the database is away */
  async cardInfo(connection: CallingConnection<'RKEEPER'>, document: XmlElement): Promise<string> {
    const query = queryOf(document);
    const card = cardOf(query.attributes['card']);
    const check = readCheck(document);
    if (isOfOtherRestaurant(connection, check?.restaurantCode ?? null)) {
      this.connections.noteFailure(connection, 'other_restaurant').catch(() => undefined);
      const ScrMessage = plainText(this.language.of(connection.networkId), 'otherRestaurant');
      return xmlDocument(xmlElement('GetCardInfoEx', { Result: 1, ScrMessage }));
    }
    return this.spool.doInTime(async () => {
      const network = await this.networks.getProfile(connection.networkId);
      if (giftCodesOf(connection)(card)) return this.gifts.cardInfo(connection, network, card);
      const guest = await this.guests.findByCard(connection, network, card);
      if (guest === undefined) return NOBODY;
      const place = placeOf(connection, query.attributes['restaurant'] ?? '', query.attributes['unitno'] ?? null);
      const [number, spendable] = await Promise.all([
        this.accounts.numberOf(network.id, guest.id),
        this.spendableOf(connection, network, guest, check, place),
      ]);
      return this.found(connection, network, guest, number, spendable);
    }, connection.endsAtMs);
  }

  /** The answer of `cardInfo` while the database is away: the check continues without points. */
  withoutPoints(connection: Connection<'RKEEPER'>): string {
    const ScrMessage = plainText(this.language.of(connection.networkId), 'unavailable');
    return xmlDocument(
      xmlElement('GetCardInfoEx', {
        Result: 0,
        ...NO_FLAGS,
        Holder: '',
        PersonID: 0,
        Account: 0,
        Summa: 0,
        ScrMessage,
      }),
    );
  }

  /** @throws XmlFault for a document that names no guest to look for; ProblemError `unavailable` while the database is away */
  async email(connection: CallingConnection<'RKEEPER'>, document: XmlElement): Promise<string> {
    const email = queryOf(document).attributes['email'] ?? '';
    return this.spool.doInTime(async () => {
      const network = await this.networks.getProfile(connection.networkId);
      const guest = email === '' ? undefined : await this.guests.findByEmail(connection, network, email);
      if (guest === undefined) return noEmail(plainText(network, 'emailUnknown'));
      const number = await this.accounts.numberOf(network.id, guest.id);
      return xmlDocument(
        xmlElement('FindEmail', {
          Result: 0,
          Account: number,
          CardCode: guest.cardNumber,
          Name: (guest.name ?? '').slice(0, MAX_HOLDER),
        }),
      );
    }, connection.endsAtMs);
  }

  /** The answer of `email` while the database is away. */
  withoutEmail(connection: Connection<'RKEEPER'>): string {
    return noEmail(plainText(this.language.of(connection.networkId), 'unavailable'));
  }

  /** The protocol's answer that a guest has no picture, since we store none. */
  image(connection: Connection<'RKEEPER'>): string {
    const ErrorText = plainText(this.language.of(connection.networkId), 'noImage');
    return xmlDocument(xmlElement('GetCardImageEx', { ErrorText }));
  }

  private async spendableOf(
    connection: Connection<'RKEEPER'>,
    network: NetworkProfile,
    guest: GuestAnswer,
    check: Check | null,
    pointOfSaleId: string | undefined,
  ): Promise<Spendable> {
    const snapshot = await this.snapshots.current(network.id);
    const pointValue = snapshot.programInForce(this.clock.now())?.program.document.pointValue;
    const restaurantId = pointOfSaleId === undefined ? undefined : snapshot.place(pointOfSaleId)?.restaurantId;
    const here = spendableAt(guest.balance, restaurantId ?? null);
    if (pointValue === undefined || guest.blocked) return { summa: 0, here, ...NO_DISCOUNT, why: null };
    const amount = check?.lines.reduce((sum, line) => sum + line.sum, 0) ?? 0;
    if (pointOfSaleId === undefined || check === null || amount === 0)
      return { summa: worthOf(Math.max(0, here), pointValue), here, ...NO_DISCOUNT, why: null };
    const items = itemsOf(connection, check.lines, amount);
    try {
      const quote = await this.acts.quote(connection, guest.id, {
        type: 'SALE',
        pointOfSaleId,
        amount,
        items,
        hold: false,
      });
      // A till can't ask the guest to confirm, so the amount that needs no confirmation is the limit.
      const points = Math.min(quote.redeemable.max, quote.confirmAbove ?? Number.MAX_SAFE_INTEGER);
      const { discount, discountByLine } = quote;
      return { summa: worthOf(points, pointValue), here, discount, discountByLine, why: null };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { summa: 0, here, ...NO_DISCOUNT, why: problemText(network, error) };
    }
  }

  private found(
    { options }: Connection<'RKEEPER'>,
    network: NetworkProfile,
    guest: GuestAnswer,
    number: number,
    { summa, here, discount, discountByLine, why }: Spendable,
  ): string {
    const tier = guest.tier.code;
    const texts = balanceTexts(network, { points: Math.max(0, here), tier });
    return xmlDocument(
      xmlElement('GetCardInfoEx', {
        Result: 0,
        ...NO_FLAGS,
        Locked: guest.blocked ? 1 : 0,
        WhyLock: guest.blocked ? plainText(network, 'blocked') : '',
        Holder: (guest.name ?? '').slice(0, MAX_HOLDER),
        PersonID: number,
        Account: number,
        Unpay: 0,
        Bonus: 0,
        Discount: options.discounts?.find((entry) => entry.tier === tier)?.number ?? 0,
        ...(discount === null ? {} : { DiscLimit: discount }),
        Summa: summa,
        DopInfo: discountsText(discountByLine),
        ScrMessage: why ?? texts.screen,
        PrnMessage: texts.print,
      }),
    );
  }
}

const NO_FLAGS = { Deleted: 0, Seize: 0, StopDate: 0, Holy: 0, Manager: 0, Locked: 0, WhyLock: '' } as const;

const NO_DISCOUNT = { discount: null, discountByLine: [] } as const;
const MAX_TEXT = 255;

/** Discounts as `LINE:KOPECKS`, with lines counted from 1; as many as fit into the field of 255 characters. */
function discountsText(byLine: readonly number[]): string {
  let text = '';
  for (const [index, kopecks] of byLine.entries()) {
    if (kopecks === 0) continue;
    const more = `${text === '' ? '' : ' '}${String(index + 1)}:${String(kopecks)}`;
    if (text.length + more.length > MAX_TEXT) break;
    text += more;
  }
  return text;
}

/** Whether a check is from another restaurant than the connection that the till called. */
export function isOfOtherRestaurant({ options }: Connection<'RKEEPER'>, code: string | null): boolean {
  return options.restaurantCode != null && code !== null && code !== options.restaurantCode;
}

const noEmail = (ErrorText: string): string => xmlDocument(xmlElement('FindEmail', { Result: 1, ErrorText }));

function queryOf(document: XmlElement): XmlElement {
  const query = findElement(document, 'qry');
  if (query === undefined) throw new XmlFault('no QRY');
  return query;
}
