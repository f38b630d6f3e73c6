import { tryShadows } from '../../../support/shadow/shadow-trials';

describe('shadows with the first receipts of the pizza year', () => {
  tryShadows({ receiptCount: 2_000, spoiledCount: 60 });
});
