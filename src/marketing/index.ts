/** The door of marketing: whom a network speaks to and rewards together. */
export { type CampaignOfGuest, GuestCampaigns } from './campaigns/guest-campaigns.query';
export { JoinCampaign } from './campaigns/join-campaign.command';
export { MarketingModule } from './marketing.module';
