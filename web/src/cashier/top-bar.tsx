import { ActionIcon, Box, Group } from '@mantine/core';
import { IconLogout } from '../shared/icons/icon-logout';
import { IconMapPin } from '../shared/icons/icon-map-pin';
import { Suspense, useState } from 'react';
import { lazyPart } from '../shared/api/lazy-part';
import { nameOfTill, restaurantOfTill } from '../entities/restaurant/open-tills.api';
import { useTranslation } from '../shared/i18n/use-translation';
import { useNetwork } from '../shared/network/network';
import { SandboxMark } from '../entities/session/sandbox-mark';
import { signOut } from '../entities/session/session';
import { Mark } from '../shared/ui/brand';
import { LanguageSwitch, SchemeSwitch } from '../shared/ui/preferences';
import { useOutlook } from './offline/till-offline';
import type { Till } from './till/till';
import classes from './top-bar.module.css';

const LeaveTill = lazyPart(() => import('./offline/leave-till').then((module) => module.LeaveTill));

interface TopBarProps {
  readonly till: Till | null;
  readonly onChangeTill: () => void;
  readonly onShowWaiting?: () => void;
}

/** The cashier and the till's restaurant; language, colour scheme and sign-out. */
export function TopBar({ till, onChangeTill, onShowWaiting }: TopBarProps) {
  const { t, language } = useTranslation('cashier');
  const network = useNetwork();
  const { waiting, ofOthers } = useOutlook();
  const [asks, setAsks] = useState(false);
  const own = waiting - ofOthers;
  return (
    <header className={classes.bar}>
      <Box component="span" display="inline-flex" flex="none">
        <Mark size={24} />
      </Box>
      <span className={classes.network}>{network.name}</span>
      <SandboxMark />
      {till !== null && (
        <button type="button" className={classes.till} onClick={onChangeTill} title={t('till.change')}>
          <IconMapPin size={20} stroke={1.75} aria-hidden />
          <span className={classes.restaurant}>{restaurantOfTill(till, language)}</span>
          <span className={classes.place}>{nameOfTill(till, language)}</span>
          <span className="visually-hidden">{t('till.change')}</span>
        </button>
      )}
      <Group gap={0} wrap="nowrap" ms="auto">
        <LanguageSwitch />
        <SchemeSwitch />
        <ActionIcon
          aria-label={t('signOut')}
          title={t('signOut')}
          onClick={() => (own > 0 ? setAsks(true) : void signOut())}
        >
          <IconLogout size={20} stroke={1.75} />
        </ActionIcon>
      </Group>
      <Suspense>
        {asks && (
          <LeaveTill
            waiting={own}
            onShow={() => {
              setAsks(false);
              onShowWaiting?.();
            }}
            onClose={() => setAsks(false)}
          />
        )}
      </Suspense>
    </header>
  );
}
