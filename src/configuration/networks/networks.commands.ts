import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import {
  ApiKeys,
  Audit,
  type Author,
  type ChangeRequestAnswer,
  ChangeRequests,
  statusOr,
  ownerOf,
  type Principal,
  Sessions,
  Staff,
  UseCase,
} from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import {
  type ChangeNetworkBody,
  type CreatedNetworkAnswer,
  type CreateNetworkBody,
  networkAnswer,
  type NetworkAnswer,
  type SetNetworkStateBody,
  stateOf,
} from './network.dto';
import { NetworkChanges, requireGiftCardTerm } from './network-changes';
import type { ProgramDocument } from '../../decision';
import { messages } from '../../generated/words/messages';
import { Directory } from '../../platform/cells/directory';
import { Database, type Tx } from '../../platform/database/database';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { FORMATTERS } from '../../platform/language/formatters';
import type { Language } from '../../platform/language/language';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { CampaignEditor } from '../campaigns/campaign-editor';
import { firstPersonalDataText } from '../network-profile/personal-data-consent.rules';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import { type NetworkProfile, profileOf } from '../network-profile/network-profile';
import type { NetworkSettingsChange } from '../network-profile/network-settings.rules';
import { insertNetwork, listOpenBeside, lockNetwork } from '../network-profile/network.sql';
import type { PresetChoice } from '../programs/drafts/program.sql';
import { Restaurants } from '../restaurants/restaurants';
import { ProgramEditor } from '../programs/drafts/program-editor';
import { presetForNetwork } from '../programs/drafts/scaled-preset.rules';
import { ModuleRef } from '@nestjs/core';
import { Clock } from '../../platform/clock/clock';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { NETWORK_PLANS, type NetworkPlans } from './network-plans';
import { Networks } from './networks';
import { Handles } from '../../platform/http/handlers-of';

type Answer = NetworkAnswer | ChangeRequestAnswer;

/** Changes a network's own data and settings. A manager who weakens them waits for a second person (202). */
export class ChangeNetwork extends UseCase<Answer, { networkId: string; change: ChangeNetworkBody }> {}

function isManager(principal: Principal): boolean {
  return principal.kind === 'user' && principal.role === 'manager';
}

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
  readonly program?: PresetChoice | { readonly document: ProgramDocument };
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

type Input = SetNetworkStateBody & { readonly networkId: string };

/** An owner suspends, closes or reopens a network. */
export class SetNetworkState extends UseCase<NetworkAnswer, Input> {}

@Injectable()
export class NetworksHandlers {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly networkChanges: NetworkChanges,
    private readonly requests: ChangeRequests,
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly editor: ProgramEditor,
    private readonly campaigns: CampaignEditor,
    private readonly staff: Staff,
    private readonly restaurants: Restaurants,
    private readonly networks: Networks,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    private readonly clock: Clock,
    private readonly modules: ModuleRef,
    private readonly directory: Directory,
  ) {}

  /** @throws ProblemError `not_found`; `currency_fixed` once a sale was recorded */
  @Handles(ChangeNetwork)
  changeNetwork({ context, input: { networkId, change } }: ChangeNetwork): Promise<Answer> {
    const { call, author, principal } = context;
    return this.changes.run<Answer>(networkId, call, statusOr(200), async (tx) => {
      await this.networkChanges.requireUnchanged(tx, networkId, call);
      if (isManager(principal) && (await this.networkChanges.weakens(tx, networkId, change)))
        return this.requests.ask(tx, context, { kind: 'SETTINGS', subjectId: networkId, change });
      return this.networkChanges.apply(tx, networkId, change, author);
    });
  }

  /** Throws `code_taken`, `email_taken`; `invalid_body` for an unknown currency or an unsuitable scale. */
  @Handles(CreateNetwork)
  createNetwork({ network, author, call }: CreateNetwork): Promise<CreatedNetworkAnswer> {
    const id = network.id ?? newId();
    const work = (tx: Tx): Promise<CreatedNetworkAnswer> => this.create(tx, id, network, author);
    const made =
      call === undefined || author.actor === 'system'
        ? this.database.inNetwork(id, work)
        : this.keyed.runOfOwner(ownerOf(author.actor).id, id, call, 201, work);
    return made.catch(async (error: unknown) => {
      await this.directory.release(id);
      throw error;
    });
  }

  /** @throws ProblemError `not_found`, `sandbox_exists`; `invalid_body` where the name is not the network's */
  @Handles(SetNetworkState)
  async setNetworkState(command: SetNetworkState): Promise<NetworkAnswer> {
    const { context, input } = command;
    const { networkId } = input;
    // Done before the network itself, so that a repeated call completes an interrupted one.
    let ended = await this.setBeside(command);
    const answer = await this.changes.run(networkId, context.call, 200, async (tx) => {
      const made = await this.set(tx, command);
      ended = [...ended, ...made.ended];
      return made.answer;
    });
    this.sessions.noteEnded(ended);
    if (input.state === 'CLOSED') this.apiKeys.forget();
    return answer;
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
    const row = (await this.directory.claim(id, code)) ? await insertNetwork(tx, columns) : undefined;
    if (row === undefined) throw new ProblemError('code_taken');
    await this.audit.appendToBoth(tx, id, { ...author, action: 'network.created', after: { code, currency } });
    if (program !== undefined) await this.publish(tx, id, program, currencyDigits, author);
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

  /** No process has cached a network that does not exist yet, so its rules version need not rise. */
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

  /** Sets a network's open sandbox and its open shadow to the same state. Returns the ids of ended sessions. */
  private async setBeside({ context: { author }, input }: SetNetworkState): Promise<readonly string[]> {
    const { networkId, state, reason, confirmName } = input;
    const [{ name }, rows] = await Promise.all([
      this.networks.getProfile(networkId),
      this.database.asPlatform((tx) => listOpenBeside(tx, networkId)),
    ]);
    if (state !== 'ACTIVE' && confirmName?.trim() !== name) return [];
    const ended: string[] = [];
    for (const before of rows.map(profileOf)) {
      if (stateOf(before) === state) continue;
      const ofOne = await this.changes.apply(before.id, async (tx) => {
        await tx.prisma.network.update({ where: { id: before.id }, data: this.timesOf(before, state) });
        await this.audit.append(tx, before.id, {
          ...author,
          action: ACTIONS[state],
          before: { state: stateOf(before) },
          after: { state, reason },
        });
        return state === 'CLOSED' ? this.endAll(tx, before.id) : [];
      });
      ended.push(...ofOne);
    }
    return ended;
  }

  private async set(
    tx: Tx,
    { context: { author }, input }: SetNetworkState,
  ): Promise<{ answer: NetworkAnswer; ended: readonly string[] }> {
    const { networkId, state, reason, confirmName } = input;
    const row = await lockNetwork(tx, networkId);
    if (row === undefined) throw new ProblemError('not_found');
    if (state !== 'ACTIVE' && confirmName?.trim() !== row.name)
      throw new ProblemError('invalid_body', {}, [{ path: 'confirmName', code: 'not_valid', message: '' }]);
    const profile = profileOf(row);
    const before = stateOf(profile);
    const times = this.timesOf(profile, state);
    // The transaction raises the version before it commits.
    const answer = networkAnswer({ ...profile, ...times, rulesVersion: profile.rulesVersion + 1 });
    if (before === state) return { answer, ended: [] };
    await tx.prisma.network.update({ where: { id: networkId }, data: times }).catch(refuseSecondSandbox);
    await this.audit.appendToBoth(tx, networkId, {
      ...author,
      action: ACTIONS[state],
      before: { state: before },
      after: { state, reason },
    });
    if (times.closedAt !== null) {
      // The shadow is closed with the network, so a network that is opened again sells everywhere.
      const shadowed = { networkId, shadowSince: { not: null } };
      await tx.prisma.restaurant.updateMany({
        where: shadowed,
        data: { shadowSince: null, shadowUntil: times.closedAt },
      });
      // Looked up at first use, because its layer depends on this one.
      const plans = this.modules.get<NetworkPlans>(NETWORK_PLANS, { strict: false });
      await plans.end(tx, { id: networkId, timeZone: profile.timeZone, closedAt: times.closedAt }, author);
    }
    return { answer, ended: state === 'CLOSED' ? await this.endAll(tx, networkId) : [] };
  }

  private timesOf(
    { suspendedAt, closedAt }: Pick<NetworkProfile, 'suspendedAt' | 'closedAt'>,
    state: SetNetworkStateBody['state'],
  ): Pick<NetworkProfile, 'suspendedAt' | 'closedAt'> {
    const now = this.clock.now();
    return {
      suspendedAt: state === 'SUSPENDED' ? (suspendedAt ?? now) : null,
      closedAt: state === 'CLOSED' ? (closedAt ?? now) : null,
    };
  }

  /** Ends the staff's sessions and the API keys of a closed network. */
  private async endAll(tx: Tx, networkId: string): Promise<readonly string[]> {
    const ended = await this.sessions.endAllOfStaffWithin(tx, networkId);
    await this.apiKeys.announceForgotten(tx);
    return ended;
  }
}

/** A cleared sandbox can be reopened only while its network has no other. */
function refuseSecondSandbox(thrown: unknown): never {
  throw isUniqueViolation(thrown) ? new ProblemError('sandbox_exists') : thrown;
}

const ACTIONS = {
  ACTIVE: 'network.resumed',
  SUSPENDED: 'network.suspended',
  CLOSED: 'network.closed',
} as const;
