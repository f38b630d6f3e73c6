import { ActionIcon, Box, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconKey } from '../shared/icons/icon-key';
import { IconLogout } from '../shared/icons/icon-logout';
import { IconUsers } from '../shared/icons/icon-users';
import { IconMapPin } from '../shared/icons/icon-map-pin';
import { Suspense, useState } from 'react';
import { lazyPart } from '../shared/api/lazy-part';
import { nameOfTill, restaurantOfTill } from '../entities/restaurant/open-tills.api';
import { useTranslation } from '../shared/i18n/use-translation';
import { useNetwork } from '../shared/network/network';
import { SandboxMark } from '../entities/session/sandbox-mark';
import { readDevice } from '../entities/session/bound-device';
import { signOut, useSession } from '../entities/session/session';
import { Mark } from '../shared/ui/brand';
import { LanguageSwitch, SchemeSwitch } from '../shared/ui/preferences';
import { useOutlook } from './offline/till-offline';
import { changeCashier } from './pin/change-of-cashier';
import type { Till } from './till/till';
import classes from './top-bar.module.css';

const OwnPin = lazyPart(() => import('./pin/own-pin').then((module) => module.OwnPin));
const LeaveTill = lazyPart(() => import('./offline/leave-till').then((module) => module.LeaveTill));

interface TopBarProps {
  readonly till: Till | null;
  readonly onChangeTill: () => void;
  readonly onShowWaiting?: () => void;
  /** Whether a sale is being sent whose answer the cashier has to see. */
  readonly isSaleOpen?: boolean;
}

/** The cashier and the till's restaurant; language, colour scheme and sign-out, or at a bound till the change of cashier. */
export function TopBar({ till, onChangeTill, onShowWaiting, isSaleOpen = false }: TopBarProps) {
  const { t, language } = useTranslation('cashier');
  const network = useNetwork();
  const { waiting, ofOthers } = useOutlook();
  const session = useSession();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const [setsPin, setSetsPin] = useState(false);
  const isBound = readDevice() !== null;
  const isByPassword =
    session.state === 'signedIn' && session.isKept !== true && (session.user.boundTillId ?? null) === null;
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
        {isBound && isByPassword && (
          <ActionIcon aria-label={t('pin.own')} title={t('pin.own')} onClick={() => setSetsPin(true)}>
            <IconKey size={20} stroke={1.75} />
          </ActionIcon>
        )}
        {isBound ? (
          <ActionIcon
            aria-label={t('pin.change')}
            title={t('pin.change')}
            disabled={isSaleOpen}
            onClick={() => changeCashier(queries)}
          >
            <IconUsers size={20} stroke={1.75} />
          </ActionIcon>
        ) : (
          <ActionIcon
            aria-label={t('signOut')}
            title={t('signOut')}
            onClick={() => (own > 0 ? setAsks(true) : void signOut())}
          >
            <IconLogout size={20} stroke={1.75} />
          </ActionIcon>
        )}
      </Group>
      <Suspense>
        {setsPin && <OwnPin onClose={() => setSetsPin(false)} />}
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
