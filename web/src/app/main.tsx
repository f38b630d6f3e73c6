import '@mantine/core/styles.css';
import '../shared/theme/fonts.css';
import '../shared/theme/global.css';
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '../shared/i18n/language';
import { Shell } from '../shared/ui/shell';

/** Each application loads its own code; which one is told by the address. */
const applications = {
  cabinet: () => import('../cabinet/cabinet-app'),
  cashier: () => import('../cashier/cashier-app'),
  admin: () => import('../admin/admin-app'),
  password: () => import('../password/password-app'),
  join: () => import('../join/join-app'),
  owner: () => import('../owner/owner-app'),
  provider: () => import('../provider/provider-app'),
  signup: () => import('../signup/signup-app'),
  dev: () => import('../dev/dev-app'),
};

/** Applications that show few words until somebody has signed in. */
const BEHIND_SIGN_IN: ReadonlySet<string> = new Set(['cabinet', 'cashier', 'admin', 'owner']);

async function start(container: HTMLElement): Promise<void> {
  const [, segment = ''] = location.pathname.split('/');
  const name = isApplication(segment) ? segment : null;
  const code = name === null ? import('./home-app') : applications[name]();
  const [{ Application }] = await Promise.all([code, startLanguage(wordsOf(name), BEHIND_SIGN_IN.has(segment))]);
  const root = createRoot(container);
  // In pieces, between which the browser answers to a touch.
  startTransition(() =>
    root.render(
      <Shell>
        <Application />
      </Shell>,
    ),
  );
}

/** The sign-up speaks the words of the owner's page, and the way back from a provider those of every page. */
function wordsOf(name: keyof typeof applications | null) {
  if (name === 'signup') return 'owner';
  return name === null || name === 'provider' ? 'shared' : name;
}

function isApplication(segment: string): segment is keyof typeof applications {
  return Object.hasOwn(applications, segment);
}

const container = document.getElementById('root');
if (container === null) throw new Error('the page has no place for the application');
start(container).catch((error: unknown) => {
  // The code of the application did not arrive, and with it its words; these two sentences are here for that.
  container.textContent =
    'The page could not be loaded. Check the network and reload it. · Страница не загрузилась. Проверьте сеть и обновите её.';
  throw error;
});
