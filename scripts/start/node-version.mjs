import { StartFailure } from './failure.mjs';

/** Nest 12 is ESM only and is loaded with `require`, which Node does without a flag from these versions on. */
export function requireNodeVersion(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return;
  throw new StartFailure(
    `Node ${version} is too old: 20.19 or later, or 22.12 or later, is needed (https://nodejs.org).`,
  );
}
