import { tryShadows } from '../../../support/shadow/shadow-trials';

describe('shadows with the whole pizza year', () => {
  jest.setTimeout(600_000);
  tryShadows({ receiptCount: 21_350, spoiledCount: 500 });
});
