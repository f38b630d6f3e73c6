/** Why somebody gives or takes by hand, as the network's reports know it. */
export const MANUAL_REASONS = ['SERVICE_RECOVERY', 'CORRECTION', 'GOODWILL', 'OTHER'] as const;
