import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { HAND_OVERS, type HandOvers } from './hand-overs.port';
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

  get handOvers(): HandOvers {
    return this.modules.get<HandOvers>(HAND_OVERS, { strict: false });
  }

  get award(): RegistrationAward {
    return this.modules.get<RegistrationAward>(REGISTRATION_AWARD, { strict: false });
  }
}
