/** The state of an employee's sign-in, which only the platform role may read. */
export interface StaffAccount {
  readonly hasPassword: boolean;
  readonly secondFactor: boolean;
  /** Whether the person can sign in at bound tills by a PIN, and by a card. */
  readonly hasPin: boolean;
  readonly hasCard: boolean;
  readonly openSessions: number;
  /** Null: not signed in, or so long ago that the session is deleted. */
  readonly lastSeenAt: Date | null;
}
