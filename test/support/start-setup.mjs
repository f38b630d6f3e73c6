import { makeReady } from '../../scripts/start/steps.mjs';

/** Builds first, so that the start tests measure starts alone. */
export default async function setUp() {
  await makeReady();
}
