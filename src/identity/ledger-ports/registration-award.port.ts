import type { Tx } from '../../platform/database/database';

export interface RegisteredGuest {
  readonly networkId: string;
  readonly guestId: string;
  readonly restaurantId: string | null;
  /** The user who registered the guest; null: the guest themselves. */
  readonly actor: { readonly kind: 'user' | 'guest' | 'key'; readonly id: string; readonly sessionId?: string };
  readonly requestId: string | null;
}

/**
 * The AWARD of a registration, in the transaction that registers. Implemented by the transactions layer under the
 * token REGISTRATION_AWARD; called after the rows of the guest and of its state (version 0) were inserted. Imported
 * guests get none, so an import never calls it.
 */
export interface RegistrationAward {
  append(tx: Tx, guest: RegisteredGuest): Promise<void>;
}

export const REGISTRATION_AWARD = Symbol('REGISTRATION_AWARD');
