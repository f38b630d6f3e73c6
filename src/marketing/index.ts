/** The door of marketing: whom a network speaks to and rewards together. */
export { MarketingModule } from './marketing.module';
