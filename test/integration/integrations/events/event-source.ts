import { newId } from '../../../../src/platform/ids/ids';
import type { TillNetwork } from '../../../support/till-network';

export interface Outcome {
  readonly event_id: string | null;
  readonly status: string;
  readonly transaction_id: string | null;
  readonly dead_letter_id: string | null;
  readonly problem: { readonly code: string; readonly errors?: readonly { path: string; code: string }[] } | null;
}

/** A network with customers, and the events that its systems send. */
export class EventSource {
  constructor(
    readonly network: TillNetwork,
    readonly code: string,
  ) {}

  async customer(externalId: string): Promise<string> {
    const key = await this.network.keyOf('membership');
    const made = await this.network.post('/api/customers', key, { org_id: this.code, external_id: externalId });
    return (made.body as { id: string }).id;
  }

  sale(customerId: string, changes: object = {}, id: string = newId()) {
    return {
      event_id: `evt_${id}`,
      event_type: 'pos.transaction',
      org_id: this.code,
      location_id: 'centre',
      customer_id: customerId,
      timestamp: new Date().toISOString(),
      payload: { transaction_id: `txn_${id}`, amount: 25.5, receipt_number: id },
      ...changes,
    };
  }

  action(customerId: string, payload: object, id: string = newId()) {
    return {
      event_id: `evt_${id}`,
      event_type: 'loyalty.action',
      org_id: this.code,
      customer_id: customerId,
      timestamp: new Date().toISOString(),
      payload,
    };
  }

  /** Journal rows of the network by type, with how many there are. */
  async acts(): Promise<Record<string, number>> {
    const rows = await this.network.database.inNetwork(this.network.id, (tx) =>
      tx.query<{ type: string; count: number }>(
        'SELECT type, count(*)::integer AS count FROM transactions WHERE network_id = $1 GROUP BY type',
        [this.network.id],
      ),
    );
    return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
  }

  async letters(): Promise<{ id: string; topic: string; reason: string; status: string }[]> {
    const manager = await this.network.tokenOf('manager');
    const { body } = await this.network.get('/api/events/dead-letters', manager);
    return (body as { items: { id: string; topic: string; reason: string; status: string }[] }).items;
  }
}
