import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CallNames } from '../../platform/cells/call-names';
import { looksLikeTillKey, TILL_KEY_HEADER } from './till-key.rules';
import { TillSignIn } from './till-sign-in';

/** How calls of a bound till name their network, where the installation has cells. */
@Injectable()
export class TillCallNames implements OnModuleInit {
  constructor(
    private readonly names: CallNames,
    private readonly signIn: TillSignIn,
  ) {}

  onModuleInit(): void {
    this.names.add({
      kind: 'till-key',
      read: ({ headers }) => {
        const key = headers[TILL_KEY_HEADER];
        return typeof key === 'string' && looksLikeTillKey(key) ? key : undefined;
      },
      find: (key) => this.signIn.networksOf(key),
    });
  }
}
