import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Audit, type Author, ownerOf, Staff } from '../../security';
import { type CreatedNetworkAnswer, type CreateNetworkBody, networkAnswer } from './network.dto';
import { type ChosenProgram, FirstProgram } from './first-program';
import { requireGiftCardTerm } from './network-changes';
import { messages } from '../../generated/words/messages';
import { Homes } from '../../platform/homes/homes';
import { Database, type Tx } from '../../platform/database/database';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { firstPersonalDataText } from '../network-profile/personal-data-consent.rules';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import { profileOf } from '../network-profile/network-profile';
import type { NetworkSettingsChange } from '../network-profile/network-settings.rules';
import { insertNetwork } from '../network-profile/network.sql';
import { Restaurants } from '../restaurants/restaurants';

export interface NewNetwork {
  /** Left out: a new id. */
  readonly id?: string;
  /** Lower case letters, digits and dashes; topics and files use it to name the network. */
  readonly code: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly language: 'ru' | 'en';
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly settings?: NetworkSettingsChange | undefined;
  /** Whether the network starts with a text of the consent to personal data. */
  readonly personalDataConsent?: boolean | undefined;
  /** The first programme with its rewards, in force from the beginning of time; left out: none. */
  readonly program?: ChosenProgram;
  /** The first manager, who can then add all other staff. */
  readonly manager: { readonly email: string; readonly name: string };
  /** The first restaurant and its till's name; left out: none. */
  readonly restaurant?:
    | { readonly name: string; readonly address?: string | null | undefined; readonly pointOfSale: string }
    | undefined;
  /** When the network signed up by itself; left out: somebody else opened it. */
  readonly signedUpAt?: Date;
}

/** The change that a body of the API asks for. */
export function newNetworkOf({ preset, scale, ...network }: CreateNetworkBody): NewNetwork {
  return { ...network, program: { name: preset, scale: scale ?? null } };
}

/** Opens a network, publishes its programme and invites its first manager. `call` is an owner's. */
export class CreateNetwork extends Command<CreatedNetworkAnswer> {
  constructor(
    readonly network: NewNetwork,
    readonly author: Author,
    readonly call?: KeyedCall,
  ) {
    super();
  }
}

function withFirstConsent({ name, settings = {}, personalDataConsent }: NewNetwork): NetworkSettingsChange {
  if (personalDataConsent !== true) return settings;
  const textIn = (language: Language): string => messages[language].personalDataConsent(FORMATTERS, { network: name });
  const text = firstPersonalDataText({ ru: textIn('ru'), en: textIn('en') });
  const others = (settings.consents ?? []).filter(({ kind }) => kind !== text.kind);
  return { ...settings, consents: [text, ...others] };
}

@CommandHandler(CreateNetwork)
export class CreateNetworkHandler implements ICommandHandler<CreateNetwork> {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly firstProgram: FirstProgram,
    private readonly staff: Staff,
    private readonly restaurants: Restaurants,
    private readonly homes: Homes,
  ) {}

  /** Throws `code_taken`, `email_taken`; `invalid_body` for an unknown currency or an unsuitable scale. */
  execute({ network, author, call }: CreateNetwork): Promise<CreatedNetworkAnswer> {
    const id = network.id ?? newId();
    const work = (tx: Tx): Promise<CreatedNetworkAnswer> => this.create(tx, id, network, author);
    const made =
      call === undefined || author.actor === 'system'
        ? this.database.inNetwork(id, work)
        : this.keyed.runOfOwner(ownerOf(author.actor).id, id, call, 201, work);
    return made.catch(async (error: unknown) => {
      await this.homes.release(id);
      throw error;
    });
  }

  private async create(tx: Tx, id: string, network: NewNetwork, author: Author): Promise<CreatedNetworkAnswer> {
    const { code, name, currency, timeZone, language: locale, country, program, manager } = network;
    const settings = withFirstConsent(network);
    const currencyDigits = findCurrencyDigits(currency);
    if (currencyDigits === undefined)
      throw new ProblemError('invalid_body', {}, [{ path: 'currency', code: 'not_valid', message: '' }]);
    requireGiftCardTerm(country, settings.giftCardMonths);
    const columns = {
      id,
      code,
      name,
      currency,
      currencyDigits,
      timeZone,
      locale,
      country,
      settings,
      signedUpAt: network.signedUpAt ?? null,
      sandboxOf: null,
      isShadow: false,
    };
    const row = (await this.homes.claim(id, code)) ? await insertNetwork(tx, columns) : undefined;
    if (row === undefined) throw new ProblemError('code_taken');
    await this.audit.appendToBoth(tx, id, { ...author, action: 'network.created', after: { code, currency } });
    if (program !== undefined) await this.firstProgram.publish(tx, id, program, currencyDigits, author);
    const restaurant = await this.addRestaurant(tx, id, network.restaurant, author);
    // The link of a network that signed up goes by letter alone.
    const way = columns.signedUpAt === null ? 'SHOWN' : 'MAILED';
    const { user, passwordLink } = await this.staff.create(tx, id, { ...manager, role: 'manager' }, author, way);
    return {
      ...networkAnswer(profileOf(row)),
      manager: { id: user.id, email: user.email, name: user.name },
      passwordLink: { ...passwordLink, expiresAt: passwordLink.expiresAt.toISOString() },
      restaurant,
    };
  }

  private async addRestaurant(
    tx: Tx,
    networkId: string,
    wanted: NewNetwork['restaurant'],
    author: Author,
  ): Promise<CreatedNetworkAnswer['restaurant']> {
    if (wanted === undefined) return null;
    const { pointOfSale, ...body } = wanted;
    const { id } = await this.restaurants.createRestaurant(tx, networkId, body, author);
    const till = await this.restaurants.createPointOfSale(tx, networkId, id, { name: pointOfSale }, author);
    return { id, pointOfSaleId: till.id };
  }
}
