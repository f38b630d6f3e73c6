import { Injectable } from '@nestjs/common';

/** The ring of keys that sign cards, newest first. */
@Injectable()
export class QrKeys {
  readonly ring: readonly Buffer[] = [];
}
