import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ProgramDocument } from '../../decision';
import { messages } from '../../generated/words/messages';
import { Database, type Tx } from '../../platform/database/database';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, ownerOf, Staff } from '../../security';
import { CampaignEditor } from '../campaigns/campaign-editor';
import { firstPersonalDataText } from '../network-profile/personal-data-consent.rules';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import { profileOf } from '../network-profile/network-profile';
import type { NetworkSettingsChange } from '../network-profile/network-settings.rules';
import { insertNetwork } from '../network-profile/network.sql';
import type { PresetChoice } from '../programs/drafts/program.sql';
import { Restaurants } from '../restaurants/restaurants';
import { ProgramEditor } from '../programs/drafts/program-editor';
import { presetForNetwork } from '../programs/drafts/scaled-preset.rules';
import { type CreatedNetworkAnswer, type CreateNetworkBody, networkAnswer } from './network.dto';

export interface NewNetwork {
  /** Made when left out. */
  readonly id?: string;
  /** Lower case, digits and dashes: how topics and files name the network. */
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
  /** Whether it begins with a text of the consent to personal data. */
  readonly personalDataConsent?: boolean | undefined;
  /** The first programme, in force from the beginning of time, with its rewards; left out: none yet. */
  readonly program?: PresetChoice | { readonly document: ProgramDocument };
  /** The first manager, who then adds everybody else. */
  readonly manager: { readonly email: string; readonly name: string };
  /** The first restaurant and the name of its till; left out: none yet. */
  readonly restaurant?:
    { readonly name: string; readonly address?: string | null | undefined; readonly pointOfSale: string } | undefined;
  /** When the network signed up by itself; left out: somebody opened it. */
  readonly signedUpAt?: Date;
}

/** The change that a body of the API asks for. */
export function newNetworkOf({ preset, scale, ...network }: CreateNetworkBody): NewNetwork {
  return { ...network, program: { name: preset, scale: scale ?? null } };
}

/** Opens a network: its programme published, its first manager invited. `call` is that of an owner. */
export class CreateNetwork extends Command<CreatedNetworkAnswer> {
  constructor(
    readonly network: NewNetwork,
    readonly author: Author,
    readonly call?: KeyedCall,
  ) {
    super();
  }
}

@CommandHandler(CreateNetwork)
export class CreateNetworkHandler implements ICommandHandler<CreateNetwork> {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly editor: ProgramEditor,
    private readonly campaigns: CampaignEditor,
    private readonly staff: Staff,
    private readonly restaurants: Restaurants,
  ) {}

  /** Throws `code_taken`, `email_taken`; `invalid_body` for a currency that is none or a scale that does not fit. */
  execute({ network, author, call }: CreateNetwork): Promise<CreatedNetworkAnswer> {
    const id = network.id ?? newId();
    const work = (tx: Tx): Promise<CreatedNetworkAnswer> => this.create(tx, id, network, author);
    if (call === undefined || author.actor === 'system') return this.database.inNetwork(id, work);
    return this.keyed.runOfOwner(ownerOf(author.actor).id, id, call, 201, work);
  }

  private async create(tx: Tx, id: string, network: NewNetwork, author: Author): Promise<CreatedNetworkAnswer> {
    const { code, name, currency, timeZone, language: locale, country, program, manager } = network;
    const settings = withFirstConsent(network);
    const currencyDigits = findCurrencyDigits(currency);
    if (currencyDigits === undefined)
      throw new ProblemError('invalid_body', {}, [{ path: 'currency', code: 'not_valid', message: '' }]);
    const columns = {
      ...{ id, code, name, currency, currencyDigits, timeZone, locale, country, settings },
      signedUpAt: network.signedUpAt ?? null,
      sandboxOf: null,
    };
    const row = await insertNetwork(tx, columns);
    if (row === undefined) throw new ProblemError('code_taken');
    await this.audit.appendToBoth(tx, id, { ...author, action: 'network.created', after: { code, currency } });
    if (program !== undefined) await this.publish(tx, id, program, currencyDigits, author);
    const restaurant = await this.addRestaurant(tx, id, network.restaurant, author);
    const { user, passwordLink } = await this.staff.create(tx, id, { ...manager, role: 'manager' }, author);
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

  /** No process has cached a network that is not there yet, so its rules version need not rise. */
  private async publish(
    tx: Tx,
    id: string,
    program: NonNullable<NewNetwork['program']>,
    currencyDigits: number,
    author: Author,
  ): Promise<void> {
    const [document, preset] =
      'document' in program
        ? [program.document, null]
        : [presetForNetwork(program.name, currencyDigits, program.scale ?? undefined), program];
    const draft = await this.editor.createDraft(tx, id, document, author, preset);
    await this.editor.publish(tx, id, draft.version, {}, author);
    if (preset !== null) await this.campaigns.seed(tx, id, preset, author);
  }
}

function withFirstConsent({ name, settings = {}, personalDataConsent }: NewNetwork): NetworkSettingsChange {
  if (personalDataConsent !== true) return settings;
  const textIn = (language: Language): string => messages[language].personalDataConsent(FORMATTERS, { network: name });
  const text = firstPersonalDataText({ ru: textIn('ru'), en: textIn('en') });
  const others = (settings.consents ?? []).filter(({ kind }) => kind !== text.kind);
  return { ...settings, consents: [text, ...others] };
}
