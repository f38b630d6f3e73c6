/** The text that greets a newcomer once the server listens: addresses of the pages and accounts of the demo. */
export function describe({ url, demo, isFilling, production, apiDocs }) {
  const lines = [''];
  const row = (title, path, who = '') =>
    lines.push(`  ${title.padEnd(16)}${`${url}${path}`.padEnd(url.length + 14)}${who}`.trimEnd());
  const demoUser = (email) => (demo === '0' ? '' : email);
  row('Cashier', '/cashier', demoUser('cashier@demo.test'));
  row('Manager', '/admin', demoUser('manager@demo.test'));
  if (demo !== '0') row('Guest', '/cabinet/demo');
  row('Owner', '/owner', demoUser('owner@demo.test'));
  if (apiDocs) row('API', '/api/docs');
  if (!production) row('Messages', '/dev/outbox', 'codes and messages that no provider takes');
  lines.push('');
  if (demo === '0') lines.push('  No demo. The first owner: npm run cli -- owner create --email you@example.com');
  else
    lines.push(
      '  The password of all demo users is loyalty-demo (manager2@demo.test, cashier2@demo.test, manager@other.test, cashier@other.test too).',
    );
  if (isFilling) lines.push('  The year of receipts is still on its way; the pages show how much of it is there.');
  lines.push('  Ctrl-C stops it.', '');
  return lines.join('\n');
}
