import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { type Origin, type SessionTokens, Sessions, type TokenPair, StoppedAddresses } from '../../security';
import { GuestsByPhone } from './guests-by-phone';
import { OneTimeCodes } from '../one-time-codes/one-time-codes';
import {
  type PendingRegistration,
  pendingRegistrationSchema,
  type VerifiedAnswer,
  type VerifyBody,
} from './registration.dto';

/** A guest who has just proven their identity, with the new session. */
export interface EnteredGuest extends Pick<VerifiedAnswer, 'guest' | 'isNew' | 'referral'> {
  readonly networkId: string;
  readonly session: TokenPair & SessionTokens;
}

/** Registration and sign-in of guests by a code sent to their phone. */
@Injectable()
export class Registration {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly codes: OneTimeCodes,
    private readonly sessions: Sessions,
    private readonly stopped: StoppedAddresses,
    private readonly guests: GuestsByPhone,
  ) {}

  /**
   * Checks the code, then registers the guest or finds the known one, and opens a session.
   * @throws ProblemError those of `VerifyRegistration`
   */
  async enterByCode(
    { verificationId, code, consents, name, onlyKnown }: VerifyBody,
    origin: Origin,
  ): Promise<EnteredGuest> {
    const network = await this.openNetwork(await this.codes.getNetworkId(verificationId));
    const given = { verificationId, code, purpose: 'REGISTRATION' } as const;
    const pending = await this.codes.check(network.id, given, pendingRegistrationSchema, origin);
    // Checked only after the code was right, because a stranger must not learn whose phone is registered.
    if (onlyKnown === true && !(await this.guests.isRegistered(network.id, pending.phone)))
      throw new ProblemError('registration_needed');
    const registered = { ...pending, name: name ?? pending.name, consents: consents ?? pending.consents };
    return this.enter(network, registered, origin, (tx) => this.codes.use(tx, network.id, verificationId));
  }

  /** Registers or finds the guest of a proven phone, and opens a session. `use` ends the proof in the same transaction. */
  async enter(
    network: NetworkProfile,
    pending: PendingRegistration,
    origin: Origin,
    use?: (tx: Tx) => Promise<void>,
  ): Promise<EnteredGuest> {
    // Test phones are the same in every sandbox, so they must not connect networks by a shared account.
    const accountId = network.sandboxOf === null ? await this.guests.putAccount(pending.phone) : null;
    const entered = await this.database.inNetwork(network.id, async (tx) => {
      await use?.(tx);
      await this.stopped.reopen(tx, network.id, { channel: 'SMS', recipient: pending.phone });
      return this.guests.enter(tx, network, pending, accountId, origin);
    });
    const session = await this.sessions.openForGuest(network.id, entered.guest.id, origin);
    return { networkId: network.id, session, ...entered };
  }

  /** @throws ProblemError `not_found` for a network that is closed or unknown */
  async openNetwork(networkId: string): Promise<NetworkProfile> {
    const network = await this.networks.getProfile(networkId);
    if (network.closedAt !== null) throw new ProblemError('not_found');
    return network;
  }
}
