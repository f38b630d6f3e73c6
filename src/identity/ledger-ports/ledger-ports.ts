import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { REGISTRATION_AWARD, type RegistrationAward } from './registration-award.port';
import { GUEST_BALANCES, type GuestBalances } from './guest-balances.port';
import { GUEST_SUMMARIES, type GuestSummaries } from './guest-summaries.port';

/**
 * Services that the transactions layer provides to identity. They are looked up at first use: that layer depends on identity, so injecting them
 * into a constructor would be a circle.
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
