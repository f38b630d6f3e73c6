import { type FactPeriod } from '../facts/facts.sql';
export const ALL_TIME: FactPeriod = { from: new Date(0), to: new Date('9999-01-01T00:00:00Z'), restaurantIds: null };
