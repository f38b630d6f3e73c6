import { Injectable } from '@nestjs/common';
import { HostNetworks, type NetworkProfile, Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { ACCESS_TOKEN_SECONDS, Audit, type Origin, Sessions } from '../../security';
import { ReadRegistrationTerms } from '../guests/registration-terms.query';
import { NetworkBots } from '../network-bots/network-bots';
import { CODE_LIFETIME_S, OneTimeCodes } from '../one-time-codes/one-time-codes';
import { themselves } from '../profiles/guest-access';
import { findGuestBy } from '../profiles/guest.sql';
import type { GuestNetwork, GuestSession } from './guest-sign-in.dto';
import { type GuestOfNetwork, listGuestsOfAccount } from './own-networks.sql';

/**
 * How long a network's own bot or domain may misuse a code that it saw: while the code is valid, then during the session that the code began, then
 * until that session's last access token expires.
 */
const SEEN_FOR_SECONDS = CODE_LIFETIME_S + settings.sessionSeconds + ACCESS_TOKEN_SECONDS;

/** Networks as guests see them, and sessions in those networks where the person is a guest. */
@Injectable()
export class GuestNetworks {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly terms: ReadRegistrationTerms,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    private readonly bots: NetworkBots,
    private readonly hosts: HostNetworks,
    private readonly codes: OneTimeCodes,
  ) {}

  /** A closed network looks like one that does not exist. @throws ProblemError `not_found` */
  async show(code: string, language: Language): Promise<GuestNetwork> {
    const id = await this.networks.findIdByCode(code.toLowerCase());
    const network = id === undefined ? undefined : await this.openOne(id);
    if (network === undefined) throw new ProblemError('not_found');
    const hasTelegram = settings.telegramBotToken !== undefined;
    const maxBot = settings.max === undefined ? null : await this.bots.findKnown('MAX', network.id);
    const ownBot = hasTelegram ? await this.bots.findKnown('TELEGRAM', network.id) : null;
    return {
      networkId: network.id,
      code: network.code,
      name: network.name,
      locale: network.locale,
      byTelegram: hasTelegram,
      telegramBot: hasTelegram ? (ownBot?.username ?? settings.telegramBotName ?? null) : null,
      byMax: maxBot !== null,
      maxBot: maxBot?.username ?? null,
      codeChannel: await this.codes.channelOf(network),
      transfersAllowed: network.settings.transfers.allowed,
      registration: await this.terms.execute(network.id, language),
    };
  }

  /**
   * Open networks in which this guest's person is a guest, including the guest's own. From a network with its own bot or domain, no other network
   * can be reached.
   */
  async listOwn(networkId: string, guestId: string): Promise<readonly NetworkProfile[]> {
    const found: NetworkProfile[] = [];
    for (const guest of await this.listGuests(networkId, guestId)) {
      const network = await this.openOne(guest.networkId);
      if (network !== undefined) found.push(network);
    }
    return found;
  }

  /** Opens a session in another network of the same person. @throws ProblemError `not_found` */
  async open(from: { networkId: string; guestId: string }, networkId: string, origin: Origin): Promise<GuestSession> {
    const guests = await this.listGuests(from.networkId, from.guestId);
    const guest = guests.find((one) => one.networkId === networkId && networkId !== from.networkId);
    if (guest === undefined || (await this.openOne(networkId)) === undefined) throw new ProblemError('not_found');
    return this.enter(networkId, guest.id, origin);
  }

  /** Opens a session for a guest who has already proven who they are. */
  async enter(networkId: string, guestId: string, origin: Origin): Promise<GuestSession> {
    await this.database.inNetwork(networkId, (tx) =>
      this.audit.append(tx, networkId, {
        actor: themselves(networkId, guestId),
        origin,
        action: 'guest.signed_in',
        subjectKind: 'guest',
        subjectId: guestId,
      }),
    );
    const session = await this.sessions.openForGuest(networkId, guestId, origin);
    return { ...session, guestId, networkId, isNew: false, referral: null };
  }

  private async listGuests(networkId: string, guestId: string): Promise<readonly GuestOfNetwork[]> {
    const own = await this.database.inNetwork(networkId, (tx) => findGuestBy(tx, networkId, 'id', guestId));
    const accountId = own?.account_id ?? null;
    if (accountId === null || (await this.mayBeSeen(networkId))) return [{ networkId, id: guestId }];
    return this.database.asPlatform((tx) => listGuestsOfAccount(tx, accountId));
  }

  /**
   * Whether others than the guest may know a session of this network: the holder of its bot's token can read codes, and the holder of its domain
   * can read what its pages send.
   */
  private async mayBeSeen(networkId: string): Promise<boolean> {
    return (
      (await this.bots.mayHaveProven(networkId, SEEN_FOR_SECONDS)) ||
      (await this.hosts.mayHaveServed(networkId, SEEN_FOR_SECONDS))
    );
  }

  private async openOne(networkId: string): Promise<NetworkProfile | undefined> {
    const network = await this.networks.getProfile(networkId);
    return network.closedAt === null ? network : undefined;
  }
}
