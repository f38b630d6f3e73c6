import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { Snapshots } from '../snapshots/snapshots';
import { type NetworkProfile, profileOf } from '../network-profile/network-profile';
import { findNetworkId, listNetworkRows } from '../network-profile/network.sql';

/** The networks of the installation, as other layers ask for them. */
@Injectable()
export class Networks {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  /** The same without waiting; undefined when it has to be read first (`getProfile`). */
  cachedProfile(networkId: string): NetworkProfile | undefined {
    return this.snapshots.cached(networkId)?.profile;
  }

  /** The network's profile now, from memory. Throws `not_found` for an id that is no network's. */
  async getProfile(networkId: string): Promise<NetworkProfile> {
    return (await this.snapshots.current(networkId)).profile;
  }

  /** Undefined: no network has this code. */
  async findIdByCode(code: string): Promise<string | undefined> {
    return (await this.database.asPlatform((tx) => findNetworkId(tx, code)))?.id;
  }

  /** Every network of the installation in the order in which they were made, after this id. */
  async listProfiles(after: string | undefined, limit: number): Promise<NetworkProfile[]> {
    const rows = await this.database.asPlatform((tx) => listNetworkRows(tx, after, limit));
    return rows.map(profileOf);
  }
}
