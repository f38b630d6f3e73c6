import { Injectable } from '@nestjs/common';
import { isRequiredConsent, Snapshots } from '../../configuration';
import { spokenIn } from '../../platform/language/spoken';
import { Clock } from '../../platform/clock/clock';
import type { Language } from '../../platform/language/language';
import type { RegistrationTerms } from '../profiles/guest.dto';

/** Reads what a registration needs: consents, the country of phone numbers, and the points that the programme gives. */
@Injectable()
export class ReadRegistrationTerms {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  async execute(networkId: string, language: Language): Promise<RegistrationTerms> {
    const snapshot = await this.snapshots.current(networkId);
    const { settings, locale, country } = snapshot.profile;
    const program = snapshot.programInForce(this.clock.now())?.program.document;
    return {
      consents: settings.consents.map(({ kind, version, text }) => ({
        kind,
        version,
        text: spokenIn(text, language, locale) ?? kind,
        required: isRequiredConsent({ kind }, country),
      })),
      bonus: program?.activities.registration?.points ?? 0,
      country,
    };
  }
}
