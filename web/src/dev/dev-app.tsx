import { Box, Flex } from '@mantine/core';
import { useTranslation } from '../shared/i18n/use-translation';
import { LanguageSwitch, SchemeSwitch } from '../shared/ui/preferences';
import { EventsPage } from './events-page';
import { OutboxPage } from './outbox-page';
import classes from './outbox.module.css';

const EVENTS = '/dev/events';

/** Pages for development, which production does not have: `/dev/outbox` and `/dev/events`. */
export function Application() {
  const { t } = useTranslation('dev');
  const isEvents = location.pathname.startsWith(EVENTS);
  return (
    <>
      <Flex component="header" gap={4} justify="flex-end" py={8} px={12}>
        <nav className={classes.ways} aria-label={t('pages')}>
          <a href="/dev/outbox" aria-current={isEvents ? undefined : 'page'}>
            {t('title')}
          </a>
          <a href={EVENTS} aria-current={isEvents ? 'page' : undefined}>
            {t('events.title')}
          </a>
        </nav>
        <LanguageSwitch />
        <SchemeSwitch />
      </Flex>
      <Box component="main" maw={960} mx="auto" pb={48} px={16}>
        {isEvents ? <EventsPage /> : <OutboxPage />}
      </Box>
    </>
  );
}
