/** Marketing: segments, campaigns, automations, feedback and their messages. */
export {
  hasAutomations,
  insertPastAutomation,
  type PastRun,
  type PastStep,
} from './automations/runs/past-automations.sql';
export { CampaignRails } from './campaigns/campaign-rails';
export { type CampaignOfGuest, GuestCampaigns } from './campaigns/guest-campaigns.query';
export { JoinCampaign } from './campaigns/campaign-membership';
export { PastCampaignGuests } from './campaigns/past-campaign-guests';
export { PastFeedback, type PastWords } from './feedback/past-feedback';
export { GuestSegments } from './segments/guest-segments.query';
export { Wheels } from './wheel/wheels.query';
export { WheelDraws } from './wheel/wheel-draws';
export { registerWheelCommands } from './wheel/wheel.cli';
export { RfmBoundaries } from './segments/rfm-boundaries';
export { Segments } from './segments/segments';
