import { Injectable } from '@nestjs/common';
import { FreshCards, LookupMisses, type ShownFace } from '../../../identity';
import { endFace } from '../../../identity/sale';
import { Networks } from '../../../configuration';
import type { Statements } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { Principal, RequestContext } from '../../../security';
import { refusing, type RefusalReason } from '../../ledger/act/refusing';

/** Outside of sales, a cashier may use a guest's points only while the guest shows a live QR or code of the card. */
@Injectable()
export class GuestPresence {
  constructor(
    private readonly networks: Networks,
    private readonly cards: FreshCards,
    private readonly misses: LookupMisses,
  ) {}

  /**
   * Why a cashier may not go on. Null: the guest is present, and the shown QR or code is used up now; or the caller is
   * no cashier. The caller of this method holds the guest's lock.
   */
  async refuse(
    tx: Statements,
    { principal, networkId }: RequestContext,
    guestId: string,
    shown: ShownFace | null | undefined,
  ): Promise<RefusalReason | null> {
    if (!isPresenceAsked(principal)) return null;
    if (shown == null) return refusing('confirmation_required', { ways: ['qr', 'code'] });
    const network = await this.networks.getProfile(networkId);
    const face = await this.misses.counting(network, principal, async () => {
      const found = await this.cards.find(tx, networkId, shown, principal.id);
      return found?.row.id === guestId ? found : undefined;
    });
    if (face === undefined) return refusing('confirmation_failed');
    await endFace(tx, networkId, face, principal.id);
    return null;
  }

  /** @throws ProblemError `confirmation_required`, `confirmation_failed` */
  async require(...asked: Parameters<GuestPresence['refuse']>): Promise<void> {
    const refused = await this.refuse(...asked);
    if (refused !== null) throw new ProblemError(refused.refused, refused.data);
  }
}

/** Whether the caller is a cashier, whom a guest has to show the card. */
export function isPresenceAsked(principal: Principal): boolean {
  return principal.kind === 'user' && principal.role === 'cashier';
}
