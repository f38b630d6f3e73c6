/** The exports of identity that a sale needs: identifying guests, and confirming redemptions. */
export { endFace, isFaceGood } from './cards/face-uses';
export { end as endConfirmation, findOpen as findOpenConfirmation } from './confirmations/confirmations.sql';
export { GUEST_COLUMNS } from './profiles/guest.sql';
