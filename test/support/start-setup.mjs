import { makeReady } from '../../scripts/start/steps.mjs';

/** The start tests run what is built, so that they measure a start and not a build. */
export default async function setUp() {
  await makeReady();
}
