import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CallNames, memberOf } from '../../platform/cells/call-names';
import { Database } from '../../platform/database/database';
import { findNetworkOfVerification } from './verification.sql';

/** In an installation with cells, finds the network of a call that brings back a code. */
@Injectable()
export class VerificationCallNames implements OnModuleInit {
  constructor(
    private readonly names: CallNames,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.names.add({
      kind: 'verification',
      inBody: true,
      forGood: true,
      read: ({ body }) => memberOf(body, 'verificationId'),
      find: async (id) => {
        const found = await this.database.asPlatform((tx) => findNetworkOfVerification(tx, id));
        return found === undefined ? [] : [found.network_id];
      },
    });
  }
}
