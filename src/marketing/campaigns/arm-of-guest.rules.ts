import type { ConfigurationSnapshot } from '../../configuration';
import type { CampaignDocument } from '../../decision';
import { drawOf, holdoutSeed } from '../../transactions';

/** HELD_OUT: of the network's control group; CONTROL: of the campaign's own. */
export type Arm = 'TREATED' | 'CONTROL' | 'HELD_OUT';

/** The arm of a guest in a campaign, the same for ever. */
export function armOf(guestId: string, { profile }: ConfigurationSnapshot, { control }: CampaignDocument): Arm {
  const draw = drawOf(guestId);
  if (draw(holdoutSeed(profile.id)) < profile.settings.campaignHoldoutPpm) return 'HELD_OUT';
  return control !== null && draw(control.seed) < control.sharePpm ? 'CONTROL' : 'TREATED';
}
