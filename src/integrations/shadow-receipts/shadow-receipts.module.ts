import { Module } from '@nestjs/common';
import { ConfigurationModule } from '../../configuration/configuration.module';
import { SecurityModule } from '../../security/security.module';
import { GuestPseudonyms } from './guest-pseudonyms';
import { ShadowComparison } from './shadow-comparison';
import { ShadowDoor } from './shadow-door';

/** The comparison that every door of a shadow uses. */
@Module({
  imports: [SecurityModule, ConfigurationModule],
  providers: [GuestPseudonyms, ShadowComparison, ShadowDoor],
  exports: [GuestPseudonyms, ShadowComparison, ShadowDoor],
})
export class ShadowReceiptsModule {}
