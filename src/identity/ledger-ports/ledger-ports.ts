import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { REGISTRATION_AWARD, type RegistrationAward } from './registration-award.port';
import { GUEST_BALANCES, type GuestBalances } from './guest-balances.port';
import { GUEST_SUMMARIES, type GuestSummaries } from './guest-summaries.port';

/**
 * Services that the layer above provides to this one. It is looked up at its first use, because that layer's own parts are made
 * from this one's, and a constructor that asked for them would wait for itself.
 */
@Injectable()
export class LedgerPorts {
  constructor(private readonly modules: ModuleRef) {}

  get balances(): GuestBalances {
    return this.modules.get<GuestBalances>(GUEST_BALANCES, { strict: false });
  }

  get summaries(): GuestSummaries {
    return this.modules.get<GuestSummaries>(GUEST_SUMMARIES, { strict: false });
  }

  get award(): RegistrationAward {
    return this.modules.get<RegistrationAward>(REGISTRATION_AWARD, { strict: false });
  }
}
