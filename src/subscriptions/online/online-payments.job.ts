import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { JobQueue } from '../../platform/queue/job-queue';
import { NetworkJob, type PieceOutcome } from '../../transactions';
import { ConfiguredProvider, nextCheck } from '../provider/configured-provider';
import { claimDueRefund } from '../refunds/refund.sql';
import { Refunds } from '../refunds/refunds';
import { claimDuePayment } from './online-payment.sql';
import { OnlinePayments } from './online-payments';

const EVERY_MS = 60_000;
const IDLE_UP_TO_MS = 300_000;

/** Asks the provider about payments and refunds whose notification did not come, more and more seldom as they get older. */
@Injectable()
export class OnlinePaymentsJob extends NetworkJob {
  constructor(
    private readonly database: Database,
    jobs: JobQueue,
    private readonly provider: ConfiguredProvider,
    private readonly online: OnlinePayments,
    private readonly refunds: Refunds,
    private readonly clock: Clock,
  ) {
    super(database, jobs, {
      name: 'online-payments',
      everyMs: EVERY_MS,
      idleUpToMs: IDLE_UP_TO_MS,
      failure: 'asking the payment provider failed',
    });
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    if (this.provider.current === undefined) return 'idle';
    const due = await this.database.inNetwork(networkId, (tx) => this.claim(tx, networkId));
    if (due === undefined) return 'idle';
    await (due.kind === 'PAYMENT' ? this.online.check(networkId, due.id) : this.refunds.ask(networkId, due.id));
    return 'more';
  }

  private async claim(
    tx: Tx,
    networkId: string,
  ): Promise<{ readonly kind: 'PAYMENT' | 'REFUND'; readonly id: string } | undefined> {
    const now = this.clock.now();
    const payment = await claimDuePayment(tx, networkId, now);
    if (payment !== undefined) {
      const data = { checkAt: nextCheck(payment.createdAt, now) };
      await tx.prisma.onlinePayment.update({ where: { networkId_id: { networkId, id: payment.id } }, data });
      return { kind: 'PAYMENT', id: payment.id };
    }
    const refund = await claimDueRefund(tx, networkId, now);
    if (refund === undefined) return undefined;
    const data = { checkAt: nextCheck(refund.createdAt, now) };
    await tx.prisma.paymentRefund.update({ where: { networkId_id: { networkId, id: refund.id } }, data });
    return { kind: 'REFUND', id: refund.id };
  }
}
