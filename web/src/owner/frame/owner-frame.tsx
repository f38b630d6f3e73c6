import { ActionIcon, Box, Flex } from '@mantine/core';
import { IconLogout } from '../../shared/icons/icon-logout';
import { signOut } from '../../entities/session/session';
import { PAGES_AFTER_MS, usePartsAfter } from '../../shared/api/lazy-part';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Brand } from '../../shared/ui/brand';
import { FrameLink, PageFrame } from '../../shared/ui/page-frame';
import { LanguageSwitch, SchemeSwitch } from '../../shared/ui/preferences';
import { ProductVersion } from '../../shared/ui/product-version';
import classes from './owner-frame.module.css';

const PAGES = [
  { path: '/', word: 'networks' },
  { path: '/billing', word: 'billing' },
  { path: '/platform', word: 'platform' },
  { path: '/health', word: 'health' },
  { path: '/audit', word: 'audit' },
] as const;

/** The frame of the owner's pages: few of them, so they stand in one line above. */
export function OwnerFrame() {
  usePartsAfter(PAGES_AFTER_MS);
  const { t } = useTranslation('owner');
  const navigation = (
    <header className={classes.head}>
      <Brand />
      <nav aria-label={t('nav.label')}>
        <ul className={classes.pages}>
          {PAGES.map(({ path, word }) => (
            <li key={path}>
              <FrameLink to={path} end={path === '/'}>
                {t(`nav.${word}`)}
              </FrameLink>
            </li>
          ))}
        </ul>
      </nav>
      <Flex ms="auto">
        <LanguageSwitch />
        <SchemeSwitch />
        <ActionIcon aria-label={t('signOut')} title={t('signOut')} onClick={() => void signOut()}>
          <IconLogout size={20} stroke={1.75} />
        </ActionIcon>
      </Flex>
    </header>
  );
  return (
    <PageFrame className={classes.frame} mainClassName={classes.main} navigation={navigation}>
      <Box component="footer" pt={8} pb={12} px={24} ta="center">
        <ProductVersion />
      </Box>
    </PageFrame>
  );
}
