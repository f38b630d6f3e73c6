import { Clock } from '../../platform/clock/clock';
import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { ConfiguredProvider } from '../provider/configured-provider';
import { Refunds } from '../refunds/refunds';
import { claimDueCheck } from './online-payment.sql';
import { OnlinePayments } from './online-payments';

/** Asks the provider about payments and refunds whose notification did not come, more and more seldom as they get older. */
@Job('online-payments', {
  everyMs: 60_000,
  signs: ['due'],
  isLong: true,
  failure: 'asking the payment provider failed',
})
export class OnlinePaymentsJob extends NetworkJob {
  constructor(
    private readonly provider: ConfiguredProvider,
    private readonly online: OnlinePayments,
    private readonly refunds: Refunds,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    if (this.provider.current === undefined) return 'idle';
    const due = await this.database.inNetwork(networkId, (tx) => claimDueCheck(tx, networkId, this.clock.now()));
    if (due === undefined) return 'idle';
    await (due.kind === 'PAYMENT' ? this.online.check(networkId, due.id) : this.refunds.ask(networkId, due.id));
    return 'more';
  }
}
