import { Injectable } from '@nestjs/common';
import type { PublishedProgram } from '../snapshots/configuration-snapshot';
import { Snapshots } from '../snapshots/snapshots';

/** The published programs of a network, compiled once a version and process. */
@Injectable()
export class Programs {
  constructor(private readonly snapshots: Snapshots) {}

  /** The program that decides an act of this instant; undefined before the first one's effect. */
  async programInForce(networkId: string, at: Date): Promise<PublishedProgram | undefined> {
    return (await this.snapshots.current(networkId)).programInForce(at);
  }

  /** A version that was published once; undefined for drafts and unknown ones. */
  async programOfVersion(networkId: string, version: number): Promise<PublishedProgram | undefined> {
    return (await this.snapshots.current(networkId)).programOfVersion(version);
  }
}
