import { messages } from '../../generated/words/messages';
import { pageAddress } from '../../platform/http/page-address';
import { FORMATTERS } from '../../platform/language/formatters';
import { ManagerLetters } from '../../security';
import { Job, NetworkJob, type PieceOutcome } from '../../transactions';

/** Writes once to a network's managers when the certificate of its passes expires within 30 days. */
@Job('wallet-certificates', {
  everyMs: 3_600_000,
  idleUpToMs: 24 * 3_600_000,
  failure: 'looking for certificates of passes that end failed',
})
export class WalletCertificatesJob extends NetworkJob {
  constructor(private readonly letters: ManagerLetters) {
    super();
  }

  override doNext(networkId: string): Promise<PieceOutcome> {
    return this.database.inNetwork(networkId, async (tx) => {
      // The network's certificates that expire within 30 days, each returned once, with their last day in days since 1970.
      const ending = await tx.query<{ account: string; endsOn: number }>`
        UPDATE wallet_accounts SET warned_at = clock_timestamp()
          WHERE network_id = ${networkId} AND warned_at IS NULL AND ends_at < clock_timestamp() + interval '30 days'
         RETURNING account, (ends_at AT TIME ZONE 'UTC')::date - date '1970-01-01' AS ends_on`;
      for (const { account, endsOn } of ending)
        await this.letters.send(tx, networkId, null, (language, network) => ({
          subject: messages[language]['walletEnds.subject'](FORMATTERS, { network }),
          body: messages[language]['walletEnds.body'](FORMATTERS, {
            network,
            account,
            day: endsOn,
            console: pageAddress('/admin/settings/look'),
          }),
        }));
      return ending.length === 0 ? 'idle' : 'done';
    });
  }
}
