/** Why a guest was not told. WAITS: for the end of the quiet hours; CAPPED: the guest had as many messages as allowed. */
export type Unsent = 'WAITS' | 'CAPPED';
