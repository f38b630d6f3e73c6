import type { PresetName } from '../../../src/configuration/program-document/presets';
import type { TestApp } from '../app';
import { TillNetwork } from '../till-network';

export interface ShadowGroup {
  readonly id: string;
  readonly reason: string;
  readonly detail: string;
  readonly rate: { readonly base: string; readonly step: number; readonly points: string } | null;
  readonly receipts: number;
  readonly balances: number;
  readonly money: number;
  readonly acceptedAt: string | null;
}

export interface PartedGuest {
  readonly guestId: string;
  readonly gap: number;
  readonly balance: number | null;
  readonly oldBalance: number | null;
  readonly agreedOn: string | null;
  readonly differsOn: string | null;
  readonly first: { readonly number: string; readonly businessDate: string } | null;
}

/** A network whose first restaurant is in its shadow. */
export class ShadowNetwork {
  private constructor(
    readonly network: TillNetwork,
    readonly manager: string,
    readonly shadowId: string,
  ) {}

  static async create(test: TestApp, preset: PresetName): Promise<ShadowNetwork> {
    const network = await TillNetwork.create(test, { preset, timeZone: 'UTC' });
    const manager = await network.tokenOf('manager');
    const { body } = await network.post('/api/shadow', manager, { restaurantIds: [network.restaurantId] }).expect(201);
    return new ShadowNetwork(network, manager, String(body.id));
  }

  async groups(): Promise<ShadowGroup[]> {
    return (await this.network.get('/api/shadow/groups', this.manager).expect(200)).body.groups as ShadowGroup[];
  }

  /** All guests with different balances in the two systems. */
  async parted(): Promise<PartedGuest[]> {
    const guests: PartedGuest[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const after = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await this.network.get(`/api/shadow/guests?limit=200${after}`, this.manager).expect(200);
      const page = body as { items: PartedGuest[]; nextCursor: string | null };
      guests.push(...page.items);
      cursor = page.nextCursor;
    }
    return guests;
  }

  /** The reasons of receipts that differ, by receipt number. */
  async reasons(): Promise<Map<string, string>> {
    const rows = await this.network.database.inNetwork(this.shadowId, (tx) =>
      tx.query<{ number: string; reason: string }>(
        `SELECT r.receipt_number AS number, g.reason FROM shadow_receipts r
           JOIN shadow_groups g ON g.network_id = r.network_id AND g.id = r.group_id WHERE r.network_id = $1`,
        [this.shadowId],
      ),
    );
    return new Map(rows.map(({ number, reason }) => [number, reason]));
  }
}
