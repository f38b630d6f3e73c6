import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

export const PUBLIC_URL = 'https://loyalty.example.test';

export interface StoredMessage {
  readonly id: string;
  readonly status: string;
  readonly failure: string | null;
  readonly provider: string | null;
  readonly provider_id: string | null;
}

/** Ends the back-off of a channel's messages. */
export async function tryAgainNow({ superuser }: OwnDatabase, channel: string): Promise<void> {
  await eventually('a message that waits for its next attempt', async () => {
    const { rowCount } = await superuser.query(
      `UPDATE messages SET due_at = now() WHERE channel::text = $1 AND status = 'QUEUED' AND attempts > 0`,
      [channel],
    );
    return rowCount === 1;
  });
  await superuser.query("SELECT pg_notify('job_requests', $1)", [`messages ${channel}`]);
}

/** A network on a database of its own, with workers, whose messages leave by the provider of the settings. */
export class MessageDesk {
  private serial = 2_000_000;

  private constructor(
    private readonly own: OwnDatabase,
    readonly test: TestApp,
    readonly network: TillNetwork,
  ) {}

  static async start(settings: Readonly<Record<string, string>>): Promise<MessageDesk> {
    const own = await startOnOwnDatabase(1, { WORKERS: 'on', PUBLIC_URL, ...settings });
    const [test] = own.apps as [TestApp];
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    return new MessageDesk(own, test, await Network.create(test));
  }

  stop(): Promise<void> {
    return this.own.close();
  }

  /** Requests a code; returns the phone to which it goes. */
  async register(): Promise<string> {
    const phone = `+7919${String((this.serial += 10_000))}`;
    await this.test.api().post('/api/auth/register').send({ networkId: this.network.id, phone }).expect(202);
    return phone;
  }

  /** Writes an SMS that comes without the guest's consent. */
  async text(recipient: string, body: string): Promise<void> {
    const { Messages } = await import('../../../../src/security/index.js');
    const sms = { channel: 'SMS', recipient, body, purpose: 'SERVICE', guestId: null, secret: false } as const;
    await this.network.database.inNetwork(this.network.id, (tx) =>
      this.test.app.get(Messages).append(tx, this.network.id, sms),
    );
  }

  /** Writes a letter that needs no consent, such as a password link. */
  async write(address: string): Promise<void> {
    const { Messages } = await import('../../../../src/security/index.js');
    const letter = {
      channel: 'EMAIL',
      recipient: address,
      subject: 'Link',
      body: 'The link',
      purpose: 'SERVICE',
    } as const;
    await this.network.database.inNetwork(this.network.id, (tx) =>
      this.test.app.get(Messages).append(tx, this.network.id, { ...letter, guestId: null, secret: false }),
    );
  }

  tryAgainNow(channel: string): Promise<void> {
    return tryAgainNow(this.own, channel);
  }

  async newest(): Promise<StoredMessage> {
    const { rows } = await this.own.superuser.query<StoredMessage>('SELECT * FROM messages ORDER BY id DESC LIMIT 1');
    return rows[0] as StoredMessage;
  }

  /** Waits until the newest message has this status, and returns it. */
  settled(status: string): Promise<StoredMessage> {
    return eventually(`the newest message is ${status}`, async () => {
      const message = await this.newest();
      return message.status === status && message;
    });
  }

  async outcomeOf({ id }: StoredMessage): Promise<Pick<StoredMessage, 'status' | 'failure'> | undefined> {
    const { rows } = await this.own.superuser.query<Pick<StoredMessage, 'status' | 'failure'>>(
      'SELECT status, failure FROM messages WHERE id = $1',
      [id],
    );
    return rows[0];
  }

  /** Stops of addresses that this message brought about. */
  async stopsBy({ id }: StoredMessage): Promise<readonly { readonly reason: string; readonly failure: string }[]> {
    const { rows } = await this.own.superuser.query<{ reason: string; failure: string }>(
      'SELECT reason, failure FROM stopped_addresses WHERE message_id = $1',
      [id],
    );
    return rows;
  }
}
