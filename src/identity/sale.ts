/** The door to what the way of a sale needs of identity: how the guest is known, and how a spend is confirmed. */
export { endFace, isFaceGood } from './cards/face-uses';
export { Identifications } from './cards/identifications';
export { end as endConfirmation, findOpen as findOpenConfirmation } from './confirmations/confirmations.sql';
export { GUEST_COLUMNS } from './profiles/guest.sql';
