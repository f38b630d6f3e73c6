import { Injectable } from '@nestjs/common';
import type { NetworkFraud } from './fraud.dto';

/** Figures of cases by network. */
@Injectable()
export class NetworkFraudQuery {
  compare(): Promise<NetworkFraud> {
    return Promise.resolve({ items: [] });
  }
}
