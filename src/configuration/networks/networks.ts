import { Injectable } from '@nestjs/common';
import { Snapshots } from '../snapshots/snapshots';
import type { NetworkProfile } from './network-profile';

/** The networks of the installation, as other layers ask for them. */
@Injectable()
export class Networks {
  constructor(private readonly snapshots: Snapshots) {}

  /** The network's profile now, from memory. Throws `not_found` for an id that is no network's. */
  async getProfile(networkId: string): Promise<NetworkProfile> {
    return (await this.snapshots.current(networkId)).profile;
  }
}
