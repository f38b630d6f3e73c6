import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { ProblemError, found } from '../../../platform/problems/problem';
import { Inbox, type InboxMessage, type RequestContext, requireRestaurant, UseCase } from '../../../security';
import { actorOf } from '../../till/intake/act-intake';
import { WarningDeliveries } from './warning-deliveries';
import { hash } from 'node:crypto';
import { keyDigest } from '../../../platform/claims/claim-digest';
import { systemActOf } from '../../ledger/act/system-act';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { Till } from '../../till/queue/till';
import { requirePosted } from '../../till/responses/respond';
import { DueWarnings } from './due-warnings';
import type { Ending } from './endings.rules';
import type { DueWarningsAnswer, TellWarningsBody } from './till-warning.dto';
import { listToldWith, markPrinted, noteTold } from './warnings.sql';
import { Handles } from '../../../platform/http/handlers-of';

/** A guest opens a message of the inbox: points that it warns of may end from then on. */
export class OpenMessage extends UseCase<InboxMessage, { messageId: string }> {}

/** How long after a sale the guest is still at the till. A slip reprinted later reaches no guest. */
const WITH_THE_GUEST_MS = 3_600_000;

/** A till tells a guest of points that expire: from then on they may. */
export class TellWarnings extends UseCase<DueWarningsAnswer, { guestId: string; body: TellWarningsBody }> {}

@Injectable()
export class WarningsHandlers {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly deliveries: WarningDeliveries,
    private readonly due: DueWarnings,
    private readonly till: Till,
  ) {}

  /** Opening a message twice has the same effect as once. @throws ProblemError `not_found` */
  @Handles(OpenMessage)
  async openMessage({ context: { principal, networkId }, input: { messageId } }: OpenMessage): Promise<InboxMessage> {
    const message = found(
      await this.database.inNetwork(networkId, (tx) => this.inbox.find(tx, networkId, principal.id, messageId)),
    );
    // The journal is written first: if the process dies after that, opening again finds the delivery and marks the
    // message.
    await this.deliveries.delivered(networkId, messageId, actorOf(principal));
    await this.database.inNetwork(networkId, (tx) => this.inbox.markOpened(tx, networkId, messageId));
    return { ...message, opened: true };
  }

  /**
   * Answers with all warnings shown with this sale, so the call may be repeated.
   * @throws ProblemError `guest_not_found`, `not_found`, `restaurant_not_allowed`, `warning_too_late`
   */
  @Handles(TellWarnings)
  async tellWarnings({ context, input: { guestId, body } }: TellWarnings): Promise<DueWarningsAnswer> {
    const { networkId } = context;
    const { sale, endings } = await this.database.inNetwork(networkId, async (tx) => {
      const due = await this.due.list(tx, networkId, guestId);
      return { sale: await this.getSale(tx, context, guestId, body.transactionId, due.now), ...due };
    });
    // The journal is written first, as when a message is opened: a repeated call finds the delivery there.
    for (const ending of endings) await this.deliver(context, sale, guestId, ending);
    return this.database.inNetwork(networkId, async (tx) => {
      const { transactionId, way } = body;
      const act = { guestId, transactionId, way, pointOfSaleId: sale.pointOfSaleId };
      await noteTold(tx, networkId, act, endings);
      if (way === 'PRINTED') await markPrinted(tx, networkId, act);
      return { items: await this.due.answer(tx, networkId, await listToldWith(tx, networkId, act)) };
    });
  }

  private async getSale(
    tx: Tx,
    { principal, networkId }: RequestContext,
    guestId: string,
    transactionId: string,
    now: number,
  ): Promise<JournalRow & { readonly pointOfSaleId: string }> {
    const [sale] = await findJournalRows(tx, networkId, [transactionId]);
    if (sale?.guestId !== guestId || sale.type !== 'SALE' || sale.pointOfSaleId === null)
      throw new ProblemError('not_found');
    if (sale.restaurantId !== null) requireRestaurant(principal, sale.restaurantId);
    if (now - sale.recordedAt > WITH_THE_GUEST_MS) throw new ProblemError('warning_too_late');
    return { ...sale, pointOfSaleId: sale.pointOfSaleId };
  }

  private async deliver(
    { principal, networkId, call }: RequestContext,
    { id, restaurantId, pointOfSaleId }: JournalRow,
    guestId: string,
    { endsAt, lots }: Ending,
  ): Promise<void> {
    const name = `warning told ${id} ${String(endsAt)}`;
    const outcome = await this.till.submit(
      systemActOf(
        networkId,
        guestId,
        { kind: 'WARNING', endsAt, lots: lots.map(({ lotId, expiresAt }) => ({ lotId, expiresAt })) },
        {
          actor: actorOf(principal),
          channel: principal.kind === 'key' ? 'API' : 'TILL',
          requestId: call.requestId,
          key: { digest: keyDigest(name, null), requestHash: hash('sha256', name, 'hex') },
          restaurantId,
          pointOfSaleId,
        },
      ),
    );
    requirePosted(outcome);
  }
}
