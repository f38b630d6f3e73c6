import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  Catalog,
  ConfigurationChanges,
  confirmSoleDecisions,
  CreateNetwork,
  presetForNetwork,
  ProgramEditor,
  Restaurants,
  Snapshots,
} from 'loyalty-platform/configuration';
import { Clock } from 'loyalty-platform/platform/clock/clock';
import { Database } from 'loyalty-platform/platform/database/database';
import { type Author, NO_ORIGIN } from 'loyalty-platform/security';
import { type DemoNetwork, type DemoRestaurant, PROGRAM_NAMES } from './demo-networks';

const AUTHOR: Author = { actor: 'system', origin: NO_ORIGIN };

/** The part of a network's description that says which restaurants and tills it has. */
type PlacedDemo = Pick<DemoNetwork, 'network' | 'preset' | 'rewards' | 'restaurants' | 'staff'>;

/** A demonstration network and its tills, before any sale. */
export interface DemoPlace {
  readonly networkId: string;
  readonly restaurantIds: readonly string[];
}

/** Makes the demonstration's networks with programme, restaurants and tills. Each part is made once, also when a stopped run continues. */
@Injectable()
export class DemoPlaces {
  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    private readonly changes: ConfigurationChanges,
    private readonly editor: ProgramEditor,
    private readonly restaurants: Restaurants,
    private readonly snapshots: Snapshots,
    private readonly catalog: Catalog,
    private readonly clock: Clock,
  ) {}

  async ensure(demo: PlacedDemo): Promise<DemoPlace> {
    const where = { code: demo.network.code };
    const found = await this.database.asPlatform((tx) => tx.prisma.network.findUnique({ where, select: { id: true } }));
    const networkId = (found ?? (await this.createNetwork(demo))).id;
    await this.ensureProgram(networkId, demo);
    const codes = { in: demo.restaurants.map(({ code }) => code) };
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.restaurant.findMany({ where: { networkId, code: codes } }),
    );
    const known = new Map(rows.map(({ code, id }) => [code, id]));
    const restaurantIds: string[] = [];
    for (const restaurant of demo.restaurants) {
      restaurantIds.push(known.get(restaurant.code) ?? (await this.createRestaurant(networkId, restaurant)));
    }
    return { networkId, restaurantIds };
  }

  /** The managers of the story decided together: what they put in force has no bound of one person. */
  async confirm(networkId: string): Promise<void> {
    await this.changes.apply(networkId, (tx) => confirmSoleDecisions(tx, networkId));
  }

  /** The first manager in the description becomes the network's first user. */
  private createNetwork({ network, staff }: PlacedDemo): Promise<{ id: string }> {
    const manager = staff.find(({ role }) => role === 'manager');
    if (manager === undefined) throw new Error('a network of the demonstration has a manager');
    const { email, name } = manager;
    return this.commands.execute(new CreateNetwork({ ...network, manager: { email, name } }, AUTHOR));
  }

  /** The programme is in force from the beginning of time, because the receipts are of the past year. */
  private async ensureProgram(networkId: string, { network, preset, rewards }: PlacedDemo): Promise<void> {
    const { profile, ...snapshot } = await this.snapshotOf(networkId);
    if (snapshot.hasProgram) return;
    const document = {
      ...presetForNetwork(preset, profile.currencyDigits),
      name: PROGRAM_NAMES[preset][network.language],
    };
    await this.changes.apply(networkId, async (tx) => {
      const draft = await this.editor.createDraft(tx, networkId, document, AUTHOR, {
        name: preset,
        scale: null,
      });
      await this.editor.publish(tx, networkId, draft.version, {}, AUTHOR);
      await this.catalog.seed(tx, networkId, rewards, AUTHOR);
    });
  }

  private async snapshotOf(networkId: string): Promise<{ profile: { currencyDigits: number }; hasProgram: boolean }> {
    const snapshot = await this.snapshots.current(networkId);
    return { profile: snapshot.profile, hasProgram: snapshot.programInForce(this.clock.now()) !== undefined };
  }

  /** Makes a restaurant and its tills in one transaction. */
  private createRestaurant(networkId: string, { tills, ...place }: DemoRestaurant): Promise<string> {
    return this.changes.apply(networkId, async (tx) => {
      const { id } = await this.restaurants.createRestaurant(tx, networkId, place, AUTHOR);
      for (const till of tills) await this.restaurants.createPointOfSale(tx, networkId, id, till, AUTHOR);
      return id;
    });
  }
}
