import type { ConfigurationSnapshot } from '../../configuration';
import { type Draw, isInHoldout } from '../../configuration/pure';
import type { CampaignDocument } from '../../decision';

/** HELD_OUT: of the network's control group; CONTROL: of the campaign's own. */
export type Arm = 'TREATED' | 'CONTROL' | 'HELD_OUT';

/** The arm in a campaign of the guest of a draw, the same for ever. */
export function armOf(draw: Draw, { profile }: ConfigurationSnapshot, { control }: CampaignDocument): Arm {
  if (isInHoldout(draw, profile.id, profile.settings.campaignHoldoutPpm)) return 'HELD_OUT';
  return control !== null && draw(control.seed) < control.sharePpm ? 'CONTROL' : 'TREATED';
}
