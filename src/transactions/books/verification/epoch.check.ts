import type { Tx } from '../../../platform/database/database';
import type { Finding } from './finding';

/** Check 9: new rows come after all stored rows (ledger.md, rule 12). */
export async function listDueEpochs(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ epoch: number; counted: string | null; here: string | null }>`
    SELECT n.epoch, n.system_identifier AS counted, this_system() AS here FROM networks n
     WHERE n.id = ${networkId} AND is_epoch_due(n.id, n.epoch, n.system_identifier)`;
  return rows.map(({ epoch, counted, here }) => ({
    check: 9,
    row: 'networks',
    id: networkId,
    problem:
      counted === here
        ? `positions of epoch ${String(epoch)} are ahead of this cluster's transaction ids: a start of the platform raises the epoch`
        : `epoch ${String(epoch)} counts in the cluster ${counted ?? '(unknown)'}, this is ${here ?? '(unknown)'}: a start of the platform raises it`,
  }));
}
