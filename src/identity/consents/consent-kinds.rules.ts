/** The kind of consent by which a guest agrees to messages about campaigns. */
export const MARKETING_CONSENT = 'marketing';
