import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { FindGuests, type GuestAnswer, Guests } from '../../../identity';
import { NO_ORIGIN } from '../../../security';
import { type Connection, principalOfConnection } from '../../connections/connection';
import { AccountNumbers } from './account-numbers';

/** Finds guests by what a till sends: a card, a phone in the card's field, an account number, or an e-mail address. */
@Injectable()
export class FarcardsGuests {
  constructor(
    private readonly find: FindGuests,
    private readonly guests: Guests,
    private readonly accounts: AccountNumbers,
  ) {}

  /**
   * The guest with a number that a till read: one of our card numbers, an id from the network's earlier system, or a phone.
   * @throws ProblemError `rate_limited` after too many unknown cards
   */
  async findByCard(connection: Connection, network: NetworkProfile, card: string): Promise<GuestAnswer | undefined> {
    const asker = { principal: principalOfConnection(connection), origin: NO_ORIGIN };
    const phone = await this.guests.findByPhone(network, card);
    if (phone !== undefined) return this.find.getGuest(network, phone.id, asker);
    const [byId] = await this.find.listByKey(network, 'external_id', card, asker);
    return byId ?? (await this.find.listByKey(network, 'card_number', card, asker))[0];
  }

  /** The guest of a transaction: by the account number that the till got with the card, else by the card. */
  async findIdOf(
    connection: Connection,
    network: NetworkProfile,
    { card, account }: { readonly card: string; readonly account: number },
  ): Promise<string | undefined> {
    const known = account === 0 ? undefined : await this.accounts.guestOf(network.id, account);
    return known ?? (await this.findByCard(connection, network, card))?.id;
  }

  /** The guest with this e-mail address, if exactly one guest has it. */
  async findByEmail(connection: Connection, network: NetworkProfile, email: string): Promise<GuestAnswer | undefined> {
    const found = await this.guests.findByEmail(network.id, email);
    const asker = { principal: principalOfConnection(connection), origin: NO_ORIGIN };
    return found && this.find.getGuest(network, found.id, asker);
  }
}
