// Runs before any module of the test is loaded, since the settings are read when their module is.
const NAMES = ['DATABASE_URL', 'DATABASE_PLATFORM_URL', 'DATABASE_OWNER_URL', 'DATABASE_DIRECT_URL'];

for (const name of NAMES) {
  const shared = process.env[name];
  if (shared === undefined) throw new Error(`${name} is not set: the global set-up did not run`);
  process.env[name] = Object.assign(new URL(shared), { pathname: '/loyalty_made_up' }).href;
}
