import type { Tx } from '../../platform/database/database';

export interface RegisteredGuest {
  readonly networkId: string;
  readonly guestId: string;
  readonly restaurantId: string | null;
  /** The user who registered the guest; null: guests themselves. */
  readonly actor: { readonly kind: 'user' | 'guest' | 'key'; readonly id: string; readonly sessionId?: string };
  readonly requestId: string | null;
}

/**
 * Records the AWARD of a registration in the same transaction. The transactions layer implements it under the token REGISTRATION_AWARD. It is
 * called after the guest and its state (version 0) were inserted, and never for imported guests.
 */
export interface RegistrationAward {
  append(tx: Tx, guest: RegisteredGuest): Promise<void>;
}

export const REGISTRATION_AWARD = Symbol('REGISTRATION_AWARD');
