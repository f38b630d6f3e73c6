import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../shared/theme/global.css';
import { createRoot } from 'react-dom/client';
import { startLanguage } from '../shared/i18n/i18n';
import { Shell } from '../shared/ui/shell';

/** Each application loads its own code, and its words in the reader's language; which one is told by the address. */
const applications = {
  cashier: {
    load: () => import('../cashier/cashier-app'),
    words: {
      ru: () => import('../cashier/words/cashier.ru').then(({ cashierRu }) => cashierRu),
      en: () => import('../cashier/words/cashier.en').then(({ cashierEn }) => cashierEn),
    },
  },
  admin: {
    load: () => import('../admin/admin-app'),
    words: {
      ru: () => import('../admin/words/words.ru').then(({ adminWordsRu }) => adminWordsRu),
      en: () => import('../admin/words/words.en').then(({ adminWordsEn }) => adminWordsEn),
    },
  },
  password: {
    load: () => import('../password/password-app'),
    words: {
      ru: () => import('../password/words/password.ru').then(({ passwordRu }) => passwordRu),
      en: () => import('../password/words/password.en').then(({ passwordEn }) => passwordEn),
    },
  },
  dev: {
    load: () => import('../dev/dev-app'),
    words: {
      ru: () => import('../dev/words/dev.ru').then(({ devRu }) => devRu),
      en: () => import('../dev/words/dev.en').then(({ devEn }) => devEn),
    },
  },
  // The shared words are all that it needs.
  home: { load: () => import('./home-app'), words: { ru: () => Promise.resolve({}), en: () => Promise.resolve({}) } },
};

async function start(container: HTMLElement): Promise<void> {
  const [, segment = ''] = location.pathname.split('/');
  const name = isApplication(segment) ? segment : 'home';
  const { load, words } = applications[name];
  const [{ Application }] = await Promise.all([load(), startLanguage(name, words)]);
  createRoot(container).render(
    <Shell>
      <Application />
    </Shell>,
  );
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
