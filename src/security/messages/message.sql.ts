import { sql } from '../../platform/database/sql';

/** SQL condition: a network that is moving or has moved sends its messages from its new cell, so they are left out. */
export const IS_OF_HERE = sql`network_id NOT IN (SELECT n.id FROM networks n WHERE n.moving_since IS NOT NULL)`;

/** The value of `receipt` when a message reaches its guest: `DUE` for a warning of expiring points, which the ledger has to record. */
export const RECEIPT = sql`CASE WHEN source = 'EXPIRY_WARNING' THEN coalesce(receipt, 'DUE') END`;
