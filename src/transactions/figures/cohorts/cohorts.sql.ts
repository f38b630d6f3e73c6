/** The name of the cursor in `event_cursors`. */
export const SUBSCRIBER = 'cohorts';
