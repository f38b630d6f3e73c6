import { Injectable } from '@nestjs/common';
import type { PublishedProgram } from '../snapshots/configuration-snapshot';
import { Snapshots } from '../snapshots/snapshots';

/** A network's published programmes, each version compiled once in a process. */
@Injectable()
export class Programs {
  constructor(private readonly snapshots: Snapshots) {}

  /** The programme that decides an act at this instant; undefined before the first takes effect. */
  async programInForce(networkId: string, at: Date): Promise<PublishedProgram | undefined> {
    return (await this.snapshots.current(networkId)).programInForce(at);
  }

  /** A published version; undefined for drafts and unknown versions. */
  async programOfVersion(networkId: string, version: number): Promise<PublishedProgram | undefined> {
    return (await this.snapshots.current(networkId)).programOfVersion(version);
  }
}
