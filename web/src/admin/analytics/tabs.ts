import type { ComponentType } from 'react';

interface AnalyticsTab {
  /** Below `/analytics`; empty: the first one. */
  readonly path: string;
  readonly word:
    | 'overview'
    | 'hours'
    | 'staff'
    | 'cohorts'
    | 'rfm'
    | 'items'
    | 'tiers'
    | 'gifts'
    | 'newGuests'
    | 'any'
    | 'letter'
    | 'alerts'
    | 'export';
  /** Whether it shows the period and restaurants that are chosen above the tabs' figures. */
  readonly followsChoice: boolean;
  readonly load: () => Promise<ComponentType>;
}

/** The tabs of the analytics in their order. Each loads its own code, and one that follows the choice reads it by `useAnalyticsChoice`. */
export const ANALYTICS_TABS: readonly AnalyticsTab[] = [
  { path: '', word: 'overview', followsChoice: true, load: async () => (await import('./overview-tab')).OverviewTab },
  { path: 'hours', word: 'hours', followsChoice: true, load: async () => (await import('./hours-tab')).HoursTab },
  { path: 'staff', word: 'staff', followsChoice: true, load: async () => (await import('./staff-tab')).StaffTab },
  {
    path: 'cohorts',
    word: 'cohorts',
    followsChoice: false,
    load: async () => (await import('./cohorts/cohorts-tab')).CohortsTab,
  },
  { path: 'rfm', word: 'rfm', followsChoice: false, load: async () => (await import('./rfm/rfm-tab')).RfmTab },
  { path: 'items', word: 'items', followsChoice: true, load: async () => (await import('./items/items-tab')).ItemsTab },
  { path: 'tiers', word: 'tiers', followsChoice: true, load: async () => (await import('./tiers/tiers-tab')).TiersTab },
  { path: 'gifts', word: 'gifts', followsChoice: true, load: async () => (await import('./gifts/gifts-tab')).GiftsTab },
  {
    path: 'new-guests',
    word: 'newGuests',
    followsChoice: true,
    load: async () => (await import('./new-guests/new-guests-tab')).NewGuestsTab,
  },
  {
    path: 'figures',
    word: 'any',
    followsChoice: true,
    load: async () => (await import('./any/any-figures-tab')).AnyFiguresTab,
  },
  {
    path: 'letter',
    word: 'letter',
    followsChoice: false,
    load: async () => (await import('./letter/letter-tab')).LetterTab,
  },
  {
    path: 'alerts',
    word: 'alerts',
    followsChoice: false,
    load: async () => (await import('./alerts/alerts-tab')).AlertsTab,
  },
  {
    path: 'export',
    word: 'export',
    followsChoice: false,
    load: async () => (await import('./export/export-tab')).ExportTab,
  },
];
