import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { assertSecrets } from './secrets';

/** Ends the start of every process that serves or works without the secrets of the installation. */
@Injectable()
export class SecretsGuard implements OnApplicationBootstrap {
  onApplicationBootstrap(): void {
    assertSecrets();
  }
}
